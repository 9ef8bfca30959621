// While work goes on in the background, the page looks by itself how far it is, and shows the result when it is there.
// Without this script the page has a link to look again.
(function () {
  "use strict";
  var box = document.querySelector("[data-watch]");
  if (!box || !window.fetch || !window.DOMParser) return;
  var pause = 1000;

  var look = function () {
    if (document.hidden) return later();
    fetch(location.href, { headers: { Accept: "text/html" } }).then(function (answer) {
      if (!answer.ok) throw answer;
      return answer.text();
    }).then(function (text) {
      var now = new DOMParser().parseFromString(text, "text/html").querySelector("[data-watch]");
      if (!now || now.dataset.watch !== box.dataset.watch) return location.reload();
      show(now);
      later();
    }).catch(later);
  };
  // Only what changed is touched: a screen reader says it, and the focus stays where it is.
  var show = function (now) {
    var words = box.querySelector("[data-watch-words]"), said = now.querySelector("[data-watch-words]").textContent;
    if (words.textContent !== said) words.textContent = said;
    var bar = box.querySelector("progress"), told = now.querySelector("progress");
    if (told.hasAttribute("value")) {
      bar.max = told.max;
      bar.value = told.value;
    }
  };
  var later = function () {
    setTimeout(look, pause);
    pause = Math.min(pause * 1.3, 5000);
  };
  later();
})();
