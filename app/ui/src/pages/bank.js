(function () {
  var form = document.getElementById("bank-form");
  var entry = window.performance && performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
  var type = entry && entry.type;

  function leave() {
    document.getElementById("going").hidden = false;
    requestAnimationFrame(function () {
      requestAnimationFrame(function () {
        form.submit();
      });
    });
  }

  if (type === "navigate") document.addEventListener("DOMContentLoaded", leave);
  if (type === "back_forward") location.replace(form.getAttribute("data-check"));
  setTimeout(function () {
    location.reload();
  }, 240000);
})();
