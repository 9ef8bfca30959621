// The event form: an item is found by its number or words, names are completed, the campaign of the day is offered.
// Without this script the same form works with its plain fields.
(function () {
  "use strict";
  // As people type on any keyboard: ё as е, and the Kyrgyz letters as their Russian neighbours.
  var LETTERS = { "ё": "е", "ң": "н", "ө": "о", "ү": "у" };
  var fold = function (text) { return text.toLowerCase().replace(/[ёңөү]/g, function (one) { return LETTERS[one]; }); };
  var element = function (name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) made.textContent = text;
    return made;
  };

  // A list under a field: arrows move, Enter takes, Escape closes. `show(rows)` opens it; a row is {label, told, take}.
  var listUnder = function (input) {
    var box = element("ul", { "class": "pick-list", role: "listbox", id: input.id + "_list", hidden: "" });
    var rows = [], at = -1;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", box.id);
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("autocomplete", "off");
    input.parentNode.insertBefore(box, input.nextSibling);
    var close = function () {
      box.hidden = true; rows = []; at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    var mark = function (next) {
      if (at >= 0) box.children[at].removeAttribute("aria-selected");
      at = next;
      var chosen = box.children[at];
      chosen.setAttribute("aria-selected", "true");
      chosen.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", chosen.id);
    };
    var take = function (row) { close(); if (row.take) row.take(); };
    box.addEventListener("mousedown", function (event) { event.preventDefault(); });
    box.addEventListener("click", function (event) {
      var line = event.target.closest("li");
      if (line) take(rows[Array.prototype.indexOf.call(box.children, line)]);
    });
    input.addEventListener("keydown", function (event) {
      if (box.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark((at + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length);
      } else if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(rows[at]); }
      else if (event.key === "Tab" && at >= 0) take(rows[at]);
      else if (event.key === "Escape") { event.preventDefault(); close(); }
    });
    input.addEventListener("blur", close);
    return function (found, first) {
      close();
      box.textContent = "";
      rows = found;
      rows.forEach(function (row, n) {
        var line = element("li", { role: "option", id: box.id + n }, row.label);
        if (row.told) line.appendChild(element("span", { "class": "told" }, row.told));
        box.appendChild(line);
      });
      if (!rows.length) return;
      box.hidden = false;
      input.setAttribute("aria-expanded", "true");
      if (first) mark(0);
    };
  };

  // ---- the plan item: the select stays, hidden, and is what the form sends
  var holder = document.querySelector("[data-pick]");
  var select = holder && holder.querySelector("select");
  if (select) {
    var input = element("input", { type: "text", id: select.id, placeholder: holder.dataset.pick });
    ["aria-describedby", "aria-invalid"].forEach(function (name) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    });
    select.id += "_select";
    select.hidden = true;
    var told = element("p", { "class": "hint", role: "status" });
    select.parentNode.insertBefore(input, select);
    select.parentNode.insertBefore(told, select);
    var options = Array.prototype.filter.call(select.options, function (option) { return option.value; });
    // Two plans may have an item of the same number and words: the plan is told with what was done.
    var toldOf = function (option) {
      var plan = option.parentNode.label;
      return [plan, option.dataset.told].filter(Boolean).join(" · ");
    };
    var words = options.map(function (option) { return fold(option.text + " " + (option.dataset.also || "")); });
    var show = listUnder(input);
    var choose = function (option) {
      select.value = option ? option.value : "";
      input.value = option ? option.text : "";
      told.textContent = option ? toldOf(option) : "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    var matching = function (text) {
      var parts = fold(text).split(/\s+/).filter(Boolean);
      return options.filter(function (option, n) {
        return parts.every(function (part) {
          return /^\d/.test(part) ? words[n].indexOf(part) === 0 : words[n].indexOf(part) >= 0;
        });
      });
    };
    var offer = function () {
      var found = matching(input.value === select.options[select.selectedIndex].text ? "" : input.value);
      if (!found.length) return show([{ label: holder.dataset.none }]);
      show(found.slice(0, 40).map(function (option) {
        return { label: option.text, told: toldOf(option), take: function () { choose(option); } };
      }), Boolean(input.value.trim()));
    };
    input.addEventListener("input", offer);
    input.addEventListener("focus", function () { input.select(); });
    input.addEventListener("click", offer);
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown" && input.getAttribute("aria-expanded") === "false") { event.preventDefault(); offer(); }
    });
    input.addEventListener("blur", function () {
      var chosen = select.options[select.selectedIndex];
      if (!input.value.trim()) choose(null);
      else if (input.value !== chosen.text) choose(chosen.value ? chosen : null);
    });
    if (select.value) {
      input.value = select.options[select.selectedIndex].text;
      told.textContent = toldOf(select.options[select.selectedIndex]);
    }
  }

  // ---- names of organisations: the one after the last semicolon is completed
  var names = document.querySelector("[data-names]");
  if (names) Array.prototype.forEach.call(names.querySelectorAll("input[type=text]"), function (field) {
    var show = listUnder(field), wait, asked = 0;
    field.addEventListener("input", function () {
      var head = field.value.slice(0, field.value.lastIndexOf(";") + 1);
      var word = field.value.slice(head.length).trim();
      clearTimeout(wait);
      show([]);
      if (word.length < 2) return;
      wait = setTimeout(function () {
        var mine = ++asked;
        fetch(names.dataset.names + "&q=" + encodeURIComponent(word)).then(function (answer) {
          return answer.ok ? answer.json() : { names: [] };
        }).then(function (answer) {
          if (mine !== asked || document.activeElement !== field) return;
          show(answer.names.map(function (name) {
            return { label: name, take: function () { field.value = (head ? head + " " : "") + name + "; "; } };
          }));
        }).catch(function () { show([]); });  // the line is down: the name is simply typed
      }, 250);
    });
  });

  // ---- the campaign in whose days the event lies: offered, never chosen silently
  var campaign = document.querySelector("[data-campaign]");
  var choice = campaign && campaign.querySelector("select");
  var day = document.getElementById("id_starts_on");
  if (choice && day) {
    var hint = element("p", { "class": "small", role: "status" });
    campaign.appendChild(hint);
    var suggest = function () {
      var d = /^(\d{1,2})[.\/](\d{1,2})[.\/](\d{4})$/.exec(day.value.trim());
      var iso = d ? d[3] + "-" + ("0" + d[2]).slice(-2) + "-" + ("0" + d[1]).slice(-2) : day.value.trim();
      var near = Array.prototype.filter.call(choice.options, function (option) {
        return option.dataset.from && option.dataset.from <= iso && iso <= option.dataset.to;
      })[0];
      hint.textContent = "";
      if (choice.value || !near) return;
      var button = element("button", { type: "button", "class": "btn-text" }, campaign.dataset.campaign + " «" + near.text + "»");
      button.addEventListener("click", function () { choice.value = near.value; hint.textContent = ""; choice.focus(); });
      hint.appendChild(button);
    };
    day.addEventListener("input", suggest);
    choice.addEventListener("change", suggest);
    suggest();
  }
})();
