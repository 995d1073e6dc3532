(function () {
  var part = document.getElementById("passkey");
  var field = document.getElementById("passkey-answer");
  var note = document.getElementById("passkey-note");
  var makes = "make" in part.dataset, offers = "offer" in part.dataset;
  var kind = window.PublicKeyCredential;
  // A challenge lasts five minutes; an offer asks anew before that.
  var OFFER_MS = 240000;
  var waiting = null, timer = null;

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function question(json, signal) {
    var credentials = navigator.credentials;
    if (makes) return credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(json) });
    var options = { publicKey: kind.parseRequestOptionsFromJSON(json) };
    if (signal) Object.assign(options, { mediation: "conditional", signal: signal });
    return credentials.get(options);
  }

  function ask(signal) {
    var body = new URLSearchParams();
    var token = field.form.elements.form_token;
    if (token) body.set("form_token", token.value);
    return fetch(part.dataset.ask, { method: "POST", body: body })
      .then(function (response) {
        if (!response.ok) throw response.status;
        return response.json();
      })
      .then(function (json) {
        return question(json, signal);
      })
      .then(function (answer) {
        field.value = JSON.stringify(answer);
        field.form.submit();
      });
  }

  // A browser has one question at a time.
  function endOffer() {
    clearTimeout(timer);
    if (waiting) waiting.abort();
    waiting = null;
  }

  function offer() {
    endOffer();
    waiting = new AbortController();
    timer = setTimeout(offer, OFFER_MS);
    // Nobody asked for it, so nobody is told that it ended.
    ask(waiting.signal).catch(function () {});
  }

  if (!kind || !kind.parseRequestOptionsFromJSON) {
    if (makes) say(part.dataset.none);
    return;
  }
  var needs = document.getElementById("passkey-scripts");
  if (needs) needs.hidden = true;
  part.hidden = false;
  document.getElementById("passkey-button").addEventListener("click", function () {
    endOffer();
    say("");
    ask().catch(function () {
      say(part.dataset.failed);
    });
  });
  if (offers && kind.isConditionalMediationAvailable) {
    kind.isConditionalMediationAvailable().then(function (can) {
      if (can) offer();
    });
  }
})();
