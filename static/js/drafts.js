// Keeps on the server what is typed into form[data-draft]: 20 s after a change and when the page is left.
// Without this script the server still keeps every form that is sent.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  var token = form && form.elements.typed_by;
  if (!token) return;
  var told = document.createElement("p");
  told.className = "small muted mt";
  told.setAttribute("role", "status");
  form.appendChild(told);

  var typed = function () {
    var pairs = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      var field = form.elements[name];
      if (typeof value === "string" && !(field && field.type === "password")) pairs.append(name, value);
    });
    return pairs.toString();
  };
  var kept = typed(), sent = false, timer = 0, running = null;

  var later = function () { if (!timer) timer = setTimeout(keep, 20000); };
  var keep = function (leaving) {
    clearTimeout(timer);
    timer = 0;
    var text = typed();
    if (sent || text === kept) return;
    kept = text;
    running = window.AbortController ? new AbortController() : {};
    fetch(token.dataset.url, {
      method: "POST", body: new URLSearchParams(text), keepalive: leaving === true,
      signal: leaving === true ? undefined : running.signal
    }).then(function (answer) {
      if (answer.status >= 500 || !/^text\/plain/.test(answer.headers.get("Content-Type"))) throw answer;
      return answer.text().then(function (words) { told.textContent = words; });
    }).catch(function () {
      if (sent) return;
      kept = null;
      told.textContent = token.dataset.lost;
      later();
    });
  };

  var changed = function () { sent = false; later(); };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", function () { keep(); });
  window.addEventListener("pagehide", function () { keep(true); });
  document.addEventListener("visibilitychange", function () { if (document.hidden) keep(true); });
  window.addEventListener("pageshow", function (event) { if (event.persisted) sent = false; });

  // What is sent or thrown away must not come back as a draft. Without a connection the form stays where it is.
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (event.target !== form && !(button && button.name === "drop_draft")) return;
    if (navigator.onLine === false) {
      event.preventDefault();
      event.stopPropagation();
      told.textContent = token.dataset.lost;
      return;
    }
    sent = true;
    clearTimeout(timer);
    timer = 0;
    if (running && running.abort) running.abort();
  }, true);
})();
