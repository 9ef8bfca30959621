// Photos are shrunk here to what the server keeps, which also drops their place and time, then sent one by one.
// Without this script the form sends the files as they are, all at once.
(function () {
  "use strict";
  var box = document.querySelector("[data-evidence]");
  var form = box && box.closest("form");
  if (!form || !window.FormData) return;
  var MIB = 1024 * 1024, words = box.dataset;
  var files = form.elements.files, people = form.elements.shows_people, consent = form.elements.consent;
  var refused = box.querySelector("[data-refused]"), told = box.querySelector("[data-sent]");
  var say = box.querySelector("[data-say]"), bar = box.querySelector("progress");
  var each = function (selector, act) { Array.prototype.forEach.call(box.querySelectorAll(selector), act); };
  var filled = function (text, values) {
    return text.replace(/\{(\w+)\}/g, function (_all, name) { return values[name]; });
  };
  var kind = function () { return (form.querySelector("input[name=kind]:checked") || {}).value; };

  // Only what the chosen kind asks for.
  var fit = function () {
    each("[data-when]", function (part) { part.hidden = part.dataset.when.split(" ").indexOf(kind()) < 0; });
    each("[data-when-people]", function (part) { part.hidden = !people.checked; });
  };
  form.addEventListener("change", fit);
  window.addEventListener("pageshow", fit);
  fit();

  // A picture on a canvas is upright and has no metadata. What cannot be read here goes as it is: the server tells.
  var shrunk = function (file, side) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return Promise.resolve(file);
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (image) {
      var scale = Math.min(1, side / Math.max(image.width, image.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(image.width * scale));
      canvas.height = Math.max(1, Math.round(image.height * scale));
      var paint = canvas.getContext("2d");
      paint.imageSmoothingQuality = "high";
      paint.fillStyle = "#fff";
      paint.fillRect(0, 0, canvas.width, canvas.height);
      paint.drawImage(image, 0, 0, canvas.width, canvas.height);
      if (image.close) image.close();
      return new Promise(function (done) {
        canvas.toBlob(function (blob) { done(blob || file); }, "image/jpeg", 0.82);
      });
    }).catch(function () { return file; });
  };

  // Answers {kept, refused}, or fails with "signed out" or "lost".
  var post = function (file, content) {
    return new Promise(function (done, fail) {
      var data = new FormData(), request = new XMLHttpRequest();
      var name = content === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg";
      new FormData(form).forEach(function (value, field) { if (typeof value === "string") data.append(field, value); });
      data.append("files", content, name);
      request.open("POST", form.getAttribute("action") || location.pathname);
      request.setRequestHeader("Accept", "application/json");
      request.timeout = 300000;
      request.upload.onprogress = function (event) { if (event.lengthComputable) bar.value = event.loaded / event.total; };
      request.onerror = request.ontimeout = function () { fail("lost"); };
      request.onload = function () {
        if (request.status >= 500) return fail("lost");
        try { done(JSON.parse(request.responseText)); } catch (error) { fail("signed out"); }
      };
      request.send(data);
    });
  };
  var wait = function (ms) { return new Promise(function (done) { setTimeout(done, ms); }); };
  var twice = function (file, content) {
    return post(file, content).catch(function (why) {
      if (why !== "lost") throw why;
      return wait(1000).then(function () { return post(file, content); });
    });
  };

  var show = function (lines) {
    refused.textContent = "";
    lines.forEach(function (line) {
      var p = document.createElement("p");
      p.textContent = line;
      refused.appendChild(p);
    });
    refused.hidden = !lines.length;
    if (lines.length) refused.focus();
  };

  var kept = [], busy = false;
  var send = function () {
    var left = Array.prototype.filter.call(files.files, function (file) { return kept.indexOf(file) < 0; });
    var all = left.length, done = 0, lines = [], unsent = [], why = "";
    var side = kind() === "photo" ? 1600 : 2400;
    busy = true;
    show([]);
    told.hidden = false;
    var one = function (file, n) {
      if (why === "signed out") return unsent.push(file.name);
      say.textContent = filled(words.sending, { n: n + 1, m: all, name: file.name });
      bar.value = 0;
      return shrunk(file, side).then(function (content) {
        if (content.size > (/^image\//.test(content.type) ? 15 : 5) * MIB) {
          lines.push(filled(words.large, { name: file.name }));
          return null;
        }
        return twice(file, content).then(function (answer) {
          lines = lines.concat(answer.refused);
          if (answer.refused.length) return;
          kept.push(file);
          done += 1;
        });
      }).catch(function (reason) {
        why = reason === "signed out" || !why ? reason : why;
        unsent.push(file.name);
      });
    };
    return left.reduce(function (before, file, n) {
      return before.then(function () { return one(file, n); });
    }, Promise.resolve()).then(function () {
      busy = false;
      if (unsent.length) lines.push(filled(why === "signed out" ? words.signedOut : words.lost, { names: unsent.join(", ") }));
      say.textContent = filled(words.kept, { n: done, m: all });
      bar.value = 0;
      if (lines.length) return show(lines);
      history.replaceState(null, "", words.next + "#evidence");
      location.reload();
    });
  };

  form.addEventListener("submit", function (event) {
    if (event.submitter && event.submitter.name === "set_language") return;
    if (busy) return event.preventDefault();
    if (kind() === "media_link" || !files.files.length) return;
    event.preventDefault();
    if (people.checked && !consent.checked) return show([words.consent]);
    send();
  });
})();
