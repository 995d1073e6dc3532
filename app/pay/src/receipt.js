(function () {
  function each(selector, act) {
    [].forEach.call(document.querySelectorAll(selector), act);
  }

  function say(button, name) {
    button.textContent = button.getAttribute(name);
    button.setAttribute("aria-label", button.textContent);
  }

  function copy(button) {
    Promise.resolve(button.getAttribute("data-copy"))
      .then(function (number) {
        return navigator.clipboard.writeText(number);
      })
      .then(say.bind(null, button, "data-done"), say.bind(null, button, "data-failed"));
  }

  if (navigator.clipboard && navigator.clipboard.writeText) {
    each("[data-copy]", function (button) {
      button.hidden = false;
      button.addEventListener("click", copy.bind(null, button));
    });
  }

  var print = document.getElementById("print");
  if (window.print) {
    print.hidden = false;
    print.addEventListener("click", function () {
      window.print();
    });
  }
  window.addEventListener("beforeprint", function () {
    each("details", function (details) {
      details.open = true;
    });
  });

  var save = document.getElementById("save");
  var canvas = document.createElement("canvas");
  if (!canvas.toBlob) return;
  save.textContent = save.getAttribute("data-png");
  save.addEventListener("click", function (event) {
    event.preventDefault();
    var image = new Image();
    function saveSvg() {
      location.href = save.href;
    }
    image.onerror = saveSvg;
    image.onload = function () {
      canvas.width = 2 * image.naturalWidth;
      canvas.height = 2 * image.naturalHeight;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (png) {
        if (!png) return saveSvg();
        var link = document.createElement("a");
        link.href = URL.createObjectURL(png);
        link.download = save.download.replace(/svg$/, "png");
        link.click();
      });
    };
    image.src = save.href;
  });
})();
