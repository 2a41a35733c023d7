"""The CMS's scripts; they really run."""

from __future__ import annotations

__all__ = ["SCRIPTS"]

COUNTER_JS = """
function _jsq_(treeid, pagename, newsid, owner) {
  new Image().src = "/system/resource/code/datainput.jsp?owner=" + owner + "&e=1&treeid=" + treeid +
    "&page=" + encodeURIComponent(pagename) + "&newsid=" + newsid;
}
"""

DYNCLICKS_JS = """
function _clicks(id, owner, type, show) {
  var request = new XMLHttpRequest();
  request.onload = function () { show(request.responseText); };
  request.open("GET", "/system/resource/code/news/click/dynclicks.jsp?clickid=" + id +
    "&owner=" + owner + "&clicktype=" + type, true);
  request.send();
}
function _showDynClicks(type, owner, id) {
  var place = document.currentScript.parentNode;
  _clicks(id, owner, type, function (count) { place.appendChild(document.createTextNode(count)); });
}
function _showDynClickBatch(names, ids, type, owner) {
  names.forEach(function (name, at) {
    var place = document.getElementById(name);
    if (place) _clicks(ids[at], owner, type, function (count) { place.textContent = count; });
  });
}
"""

NEWSCONTENT_JS = """
function getClickTimes(id, owner, type, kind) {
  document.write("0");
}
function showVsbpdfIframe(address, width, height, border, style, pictures) {
  if (document.documentElement.className.indexOf("mobile") >= 0 && pictures) {
    pictures.forEach(function (picture) { document.write('<img src="' + picture + '">'); });
    return;
  }
  document.write('<iframe src="' + address + '" width="' + width + '" height="' + height +
    '"></iframe>');
}
function showVsbVideo(address) {
  document.write('<video controls width="640" src="' + address + '"></video>');
}
"""

NEWSVOTE_JS = """
var NewsvoteDWR = {
  getNewsLinkUrl: function (id, owner, kind, done) {
    var request = new XMLHttpRequest();
    request.onload = function () { done(request.responseText); };
    request.open("GET", "/_dwr/call/getNewsLinkUrl?id=" + id, true);
    request.send();
  }
};
"""

GOTOPAGE_JS = """
function _simple_list_gotopage_fun(total, input) {
  var page = Number(document.getElementById(input).value);
  if (page !== 1 && page !== total) page = total - page + 1;
  return page;
}
"""

LAZYLOAD_JS = """
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("img").forEach(function (image) {
    var shown = image.getAttribute("src");
    if (shown && !/blank\\.gif$/.test(shown)) return;
    ["data-original", "data-src", "orisrc"].some(function (name) {
      var late = image.getAttribute(name);
      if (late) image.src = late;
      return late;
    });
  });
});
"""

FOCUS_JS = """
function FocusPictures(place) {
  this.place = document.getElementById(place);
  this.pictures = [];
}
FocusPictures.prototype.add = function (address, title) {
  this.pictures.push({address: address, title: title});
};
FocusPictures.prototype.show = function () {
  var place = this.place;
  this.pictures.forEach(function (picture) {
    var image = new Image();
    image.alt = image.title = picture.title;
    image.src = picture.address;
    place.appendChild(image);
  });
};
"""

DEVICES_JS = 'document.documentElement.className += " " + (screen.width < 600 ? "mobile" : "pc");'

SCRIPTS = {
    "/_sitegray/_sitegray.js": "var _sitegray = false;",
    "/_dwr/engine.js": "var dwr = {};",
    "/_dwr/interface/NewsvoteDWR.js": NEWSVOTE_JS,
    "/system/resource/js/counter.js": COUNTER_JS,
    "/system/resource/js/dynclicks.js": DYNCLICKS_JS,
    "/system/resource/js/focus.js": FOCUS_JS,
    "/system/resource/js/gotopage.js": GOTOPAGE_JS,
    "/system/resource/js/lazyload.js": LAZYLOAD_JS,
    "/system/resource/js/news/newscontent.js": NEWSCONTENT_JS,
    "/system/resource/js/vsbscreen.min.js": DEVICES_JS,
}
"""Text of each script by its address."""
