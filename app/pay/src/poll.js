(function () {
  var main = document.getElementById("main");
  var at = main && main.getAttribute("data-at");
  if (!at) return;
  var INTERVAL_MS = 5000, SILENT_TICKS = 4, ENDED_TICKS = 120, ANSWER_MS = 30000;
  var status = document.getElementById("reconnecting");
  var events = null, silent = 0, ticksLeft = ENDED_TICKS, sentAt = 0, asking = false;

  function go(place) {
    var lang = /[?&](lang=[^&#]*)/.exec(location.search);
    location.replace(place + (lang ? "?" + lang[1] : ""));
  }

  function read(line) {
    var parts = line.split(" ");
    var refunds = document.getElementById("refunds");
    if (parts[0] !== at) {
      if (Date.now() - sentAt > ANSWER_MS || /\/paid$/.test(parts[0])) go(parts[0]);
    } else if (refunds && refunds.getAttribute("data-marks") !== (parts[1] || "")) {
      go(at);
    }
  }

  function ask() {
    if (asking) return;
    asking = true;
    var request = new XMLHttpRequest();
    request.open("GET", "/pay/" + at.split("/")[2] + "/now");
    request.timeout = 2 * INTERVAL_MS;
    request.onloadend = function () {
      asking = false;
      var lost = request.status === 0 || request.status >= 500;
      status.textContent = lost ? status.getAttribute("data-lost") : "";
      if (request.status === 200) read(request.responseText);
    };
    request.send();
  }

  function tick() {
    if (document.hidden || (document.getElementById("refunds") && --ticksLeft < 0)) return;
    var count = main.getAttribute("data-heard");
    silent = count === events ? silent + 1 : 0;
    events = count;
    if (count === null || silent >= SILENT_TICKS) ask();
    else status.textContent = "";
  }

  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) sentAt = Date.now();
  });
  window.addEventListener("pageshow", function () {
    sentAt = 0;
  });
  document.addEventListener("visibilitychange", function () {
    ticksLeft = ENDED_TICKS;
    silent = 0;
    if (events === null) tick();
  });
  setInterval(tick, INTERVAL_MS);
})();
