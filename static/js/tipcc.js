// Makes pages nicer; every one of them works without it.
(function () {
  "use strict";
  var each = function (selector, root, act) { Array.prototype.forEach.call(root.querySelectorAll(selector), act); };

  // Today and Yesterday: the day comes from the page, for the system's day may differ from the computer's.
  each("button[data-day]", document, function (button) {
    var input = document.getElementById(button.dataset.for);
    if (!input) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      input.value = button.dataset.day;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
  });

  // Not recorded = the total less its parts.
  var count = function (input) {
    var text = input.value.replace(/\s/g, "");
    return text === "" ? 0 : /^\d+$/.test(text) ? Number(text) : NaN;
  };
  var grouped = function (n) {
    return (n < 0 ? "\u2212" : "") + String(Math.abs(n)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  };
  each("fieldset[data-total]", document, function (split) {
    var total = document.getElementById(split.dataset.total);
    var rest = split.querySelector("output");
    if (!total || !rest) return;
    var show = function () {
      var left = total.value.trim() === "" ? NaN : count(total);
      each("input", split, function (part) { left -= count(part); });
      rest.value = isNaN(left) ? "–" : split.dataset.of.replace("{part}", grouped(left)).replace("{whole}", grouped(count(total)));
      rest.parentNode.classList.toggle("bad", left < 0);
    };
    total.addEventListener("input", show);
    split.addEventListener("input", show);
    show();
  });

  // Errors first: the keyboard and the screen reader begin where the list is.
  var summary = document.querySelector(".summary[role=alert]");
  if (summary) summary.focus();

  // A double click sends once. The server keeps count as well; this only spares it.
  each("form[data-once]", document, function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
      setTimeout(function () { delete form.dataset.sent; }, 8000);
    });
  });
  window.addEventListener("pageshow", function () {
    each("form[data-sent]", document, function (form) { delete form.dataset.sent; });
  });
})();
