"""Scrapy's settings: politeness, the capture, the order of things."""

from importlib.metadata import version

USSTNEWS_VERSION = version("usstnews")
BOT_NAME = "usstnews"
SPIDER_MODULES = ["usstnews.spiders"]
NEWSPIDER_MODULE = "usstnews.spiders"
COMMANDS_MODULE = "usstnews.commands"

# Who asks, and where to complain.
USER_AGENT = f"usstnews/{USSTNEWS_VERSION} (+https://github.com/usstnews/usstnews)"

# Polite by default.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 2
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 0.25  # seconds; never less, however fast the site answers
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
CRAWL_DELAY_MOST = 60  # seconds; a site that asks for more is not crawled
DOWNLOAD_TIMEOUT = 60
# The spider follows a home page's refresh; for that alone each page would be decoded twice.
METAREFRESH_ENABLED = False
RETRY_TIMES = 3

# Every exchange passes the capture, which sits below Scrapy's HTTP parser.
DOWNLOAD_HANDLERS = {
    "http": "usstnews.capture.CaptureDownloadHandler",
    "https": "usstnews.capture.CaptureDownloadHandler",
}
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    # Only what can be replayed: pywb knows no zstd, wabac neither that nor deflate, and warcio
    # fails on br.
    "Accept-Encoding": "gzip",
}

# The archive. ARCHIVE_DIR defaults to exports/<site> beside scrapy.cfg.
ARCHIVE_DIR = None
ARCHIVE_OPERATOR = None  # who runs this crawl, for the warcinfo records
ARCHIVE_CONTACT = None  # their address
WARC_SIZE = 10**9  # bytes; a new file is begun beyond
SYNC_INTERVAL = 10  # seconds: what a power cut may take; 0 leaves it to the system

# An article of up to so many days is visited again after so many days, an older one never; and so
# many second looks a run makes at most.
SECOND_LOOKS = {7: 1, 30: 7, 365: 30, 36500: 180}
SECOND_LOOKS_MOST = 100
# So many pages in a row that cannot be had, and the site counts as unreachable.
FAILURES_MOST = 20

EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,  # ours says more, as often
    "usstnews.extensions.WarcArchiver": 10,
    "usstnews.extensions.Failures": 600,
    "usstnews.syncing.Syncing": 650,  # before the report, which says whether all is on the disk
    "usstnews.extensions.RunReport": 700,
    "usstnews.extensions.Progress": 800,
}
DOWNLOADER_MIDDLEWARES = {
    "usstnews.middlewares.RedirectTargets": 90,  # before robots.txt and the offsite check
    "usstnews.middlewares.Robots": 110,  # after Scrapy's own, which is at 100
    "usstnews.middlewares.Unmodified": 570,  # what it puts in place is decoded: after 590
    "usstnews.middlewares.WholeResponses": 560,  # its retries are those of Scrapy, at 550
}
# A page gives one article at most, and Scrapy starts this many workers for each page.
CONCURRENT_ITEMS = 1
ITEM_PIPELINES = {
    "usstnews.pipelines.CleanPipeline": 100,
    "usstnews.pipelines.DedupePipeline": 200,
    "usstnews.pipelines.StorePipeline": 300,
}

# The state is the filter of duplicates, and says for itself what it did not get.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# What Scrapy's own do for spiders that follow links, ours knows from the state.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}

# Cookies make tldextract fetch a list, unarchived and blocking the reactor. The two consoles run
# Python that they are sent.
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

LOG_LEVEL = "INFO"
