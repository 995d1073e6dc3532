(function () {
  var main = document.getElementById("main");
  var at = main && main.getAttribute("data-at");
  if (!at) return;
  var TICK_MS = 5000, SILENT_TICKS = 4, REREAD_TICKS = 6, ANSWER_MS = 30000, PAID_MS = 2000, FINAL_MS = 600000;
  var order = "/pay/" + at.split("/")[2];
  var strip = document.getElementById("reconnecting");
  var stream = null, flowing = false, silent = 0, ticks = 0;
  var asking = false, sending = null, leaving = null, ending = null, over = false;

  function refunds() {
    return document.getElementById("refunds");
  }

  function say(lost) {
    var text = lost ? strip.getAttribute("data-lost") : "";
    if (strip.textContent !== text) strip.textContent = text;
  }

  function leave(place) {
    if (leaving) return;
    leaving = setTimeout(function () {
      leaving = null;
    }, ANSWER_MS);
    var lang = /[?&](lang=[^&#]*)/.exec(location.search);
    location.replace(place + (lang ? "?" + lang[1] : ""));
  }

  function read(line) {
    var parts = line.split(" "), place = parts[0], detail = parts[1] || "";
    var asked = document.getElementById("asked");
    if (place !== at) {
      if (!sending) leave(place);
      else if (/\/paid$/.test(place)) setTimeout(leave, PAID_MS, place);
    } else if (refunds()) {
      if (refunds().getAttribute("data-marks") === detail) return;
      main.setAttribute("data-refunds", detail);
      if (main.dispatchEvent(new Event("refunds", { cancelable: true }))) leave(at);
    } else if (asked && detail) {
      asked.textContent = asked.getAttribute("data-sentence").replace("{}", detail);
    }
  }

  function ask() {
    if (asking) return;
    asking = true;
    var request = new XMLHttpRequest();
    request.open("GET", order + "/now");
    request.timeout = 2 * TICK_MS;
    request.onloadend = function () {
      asking = false;
      var lost = request.status === 0 || request.status >= 500;
      if (!lost || !flowing || silent >= SILENT_TICKS) say(lost);
      if (request.status === 200) read(request.responseText);
    };
    request.send();
  }

  function heard(event) {
    flowing = true;
    silent = 0;
    say(false);
    if (event.type === "place") read(event.data);
  }

  function close() {
    if (stream) stream.close();
    stream = null;
    flowing = false;
  }

  function open() {
    if (!window.EventSource) return;
    close();
    stream = new EventSource(order + "/events");
    stream.addEventListener("place", heard);
    stream.addEventListener("beat", heard);
    stream.onerror = function () {
      flowing = false;
    };
  }

  function tick() {
    if (document.hidden || over) return;
    ticks += 1;
    silent += 1;
    if (stream && stream.readyState === 2 && ticks % 2 === 0) open();
    if (!flowing || silent >= SILENT_TICKS || ticks % REREAD_TICKS === 0) ask();
  }

  function look() {
    close();
    clearTimeout(ending);
    if (document.hidden) return;
    over = false;
    silent = 0;
    open();
    if (refunds()) {
      ending = setTimeout(function () {
        over = true;
        close();
      }, FINAL_MS);
    }
  }

  window.addEventListener("submit", function (event) {
    if (event.defaultPrevented) return;
    clearTimeout(sending);
    sending = setTimeout(function () {
      sending = null;
      ask();
    }, ANSWER_MS);
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", function (event) {
    clearTimeout(sending);
    sending = null;
    if (event.persisted) look();
  });
  window.addEventListener("offline", function () {
    say(true);
  });
  window.addEventListener("online", ask);
  document.addEventListener("visibilitychange", function () {
    look();
    if (!document.hidden) ask();
  });
  setInterval(tick, TICK_MS);
  look();
})();
