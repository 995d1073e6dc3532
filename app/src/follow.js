(function () {
  var main = document.getElementById("main");
  var at = main && main.getAttribute("data-at");
  if (!at) return;
  var TICK = 5000, MUTE = 4, OVER = 120, SENT = 30000;
  var note = document.getElementById("reconnecting");
  var heard = null, mute = 0, left = OVER, sent = 0, asking = false;

  function go(place) {
    var lang = /[?&](lang=[^&#]*)/.exec(location.search);
    location.replace(place + (lang ? "?" + lang[1] : ""));
  }

  function read(line) {
    var parts = line.split(" ");
    var refunds = document.getElementById("refunds");
    if (parts[0] !== at) {
      if (Date.now() - sent > SENT || /\/paid$/.test(parts[0])) go(parts[0]);
    } else if (refunds && refunds.getAttribute("data-marks") !== (parts[1] || "")) {
      go(at);
    }
  }

  function ask() {
    if (asking) return;
    asking = true;
    var request = new XMLHttpRequest();
    request.open("GET", "/pay/" + at.split("/")[2] + "/now");
    request.timeout = 2 * TICK;
    request.onloadend = function () {
      asking = false;
      var lost = request.status === 0 || request.status >= 500;
      note.textContent = lost ? note.getAttribute("data-lost") : "";
      if (request.status === 200) read(request.responseText);
    };
    request.send();
  }

  function tick() {
    if (document.hidden || (document.getElementById("refunds") && --left < 0)) return;
    var said = main.getAttribute("data-heard");
    mute = said === heard ? mute + 1 : 0;
    heard = said;
    if (said === null || mute >= MUTE) ask();
    else note.textContent = "";
  }

  document.addEventListener("submit", function (event) {
    if (!event.defaultPrevented) sent = Date.now();
  });
  window.addEventListener("pageshow", function () {
    sent = 0;
  });
  document.addEventListener("visibilitychange", function () {
    left = OVER;
    mute = 0;
    if (heard === null) tick();
  });
  setInterval(tick, TICK);
})();
