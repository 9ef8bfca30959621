// The page of a series: moving by keyboard, writing what stands above, pasting cells, adding rows, adding up.
// Without this script the same rows are typed, taken from the field "rows copied from a spreadsheet", and saved.
(function () {
  "use strict";
  var table = document.querySelector("table.sheet");
  var form = document.getElementById("page-form");
  var template = document.getElementById("row-template");
  var said = document.querySelector("[data-said]");
  if (!table || !form || !template) return;
  var list = function (found) { return Array.prototype.slice.call(found); };
  var rows = function () { return list(table.tBodies); };
  var cells = function (row) { return list(row.querySelectorAll("input[data-cell]")); };
  var columns = cells(template.content).map(function (cell) { return cell.dataset.cell; });
  var next = Number(table.dataset.next);
  list(document.querySelectorAll("[data-with-script]")).forEach(function (hint) { hint.hidden = false; });

  // ---- rows: numbered on, never twice; as many as the server takes at once
  var addRow = function () {
    if (rows().length >= Number(table.dataset.open) || next > Number(table.dataset.last)) return null;
    var holder = document.createElement("table");
    holder.innerHTML = template.innerHTML.replace(/__n__/g, String(next));
    next += 1;
    return table.insertBefore(holder.tBodies[0], table.tFoot);
  };
  var addTen = function () { for (var n = 0; n < 10; n += 1) addRow(); };
  var rowAfter = function (row) {
    var all = rows(), at = all.indexOf(row);
    if (at + 1 === all.length) addTen();
    return rows()[at + 1];
  };
  var more = form.querySelector("button[name=more]");
  if (more) more.addEventListener("click", function (event) {
    event.preventDefault();
    var last = rows()[rows().length - 1];
    addTen();
    var added = rowAfter(last);
    if (added) cells(added)[0].focus(); else said.textContent = table.dataset.full;
  });

  // ---- keys
  var write = function (cell, text) {
    cell.value = text;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };
  var above = function (cell) {
    var all = rows(), at = all.indexOf(cell.closest("tbody"));
    var from = at > 0 && all[at - 1].querySelector("[data-cell=" + cell.dataset.cell + "]");
    if (!from || !from.value) return;
    write(cell, from.value);
    said.textContent = table.dataset.above.replace("{text}", from.value);
  };
  table.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (!cell.dataset || !cell.dataset.cell || event.isComposing) return;
    if (event.ctrlKey && !event.altKey && !event.shiftKey && event.code === "KeyD") {
      event.preventDefault();
      above(cell);
    } else if (event.key === "Enter" && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) return form.requestSubmit(form.querySelector(".btn-big"));
      var row = rowAfter(cell.closest("tbody"));
      if (row) cells(row)[0].focus(); else form.querySelector(".btn-big").focus();
    }
  });
  // The last row reached: ten more are there before Tab leaves the table.
  table.addEventListener("focusin", function (event) {
    var all = rows();
    if (event.target.dataset.cell && event.target.closest("tbody") === all[all.length - 1]) addTen();
  });

  // ---- paste: cells apart by tabs; known headings say which column is which, else the order from the cell on
  var fold = function (text) {
    return text.replace(/№/g, "#").normalize("NFKC").toLowerCase().replace(/ё/g, "е").replace(/#/g, "№")
      .replace(/[^\p{L}\p{N}%№<>+]+/gu, " ").trim();
  };
  var CELL = /(?:"(?![\t\n]|$)((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g;
  var read = function (text) {
    var found = [], row = [], match;
    CELL.lastIndex = 0;
    while ((match = CELL.exec(text))) {
      row.push((match[1] === undefined ? match[2] : match[1].replace(/""/g, '"')).replace(/\s+/g, " ").trim());
      if (match[3] !== "\t") { found.push(row); row = []; }
      if (!match[3]) break;
    }
    return found.filter(function (cells) { return cells.some(Boolean); });
  };
  var known = {};
  list(table.querySelectorAll("th[data-column]")).forEach(function (heading) {
    heading.dataset.words.split("|").forEach(function (words) { known[words] = heading.dataset.column; });
  });
  var named = function (row) { return row.map(function (text) { return text ? known[fold(text)] || "" : ""; }); };
  // One heading row, or two: the second, every cell of it known, divides the cells above it.
  var headingOf = function (block) {
    var names = named(block[0]);
    if (names.indexOf("starts_on") < 0 || names.filter(Boolean).length < 2) return null;
    var heading = { rows: 1, names: names, unknown: block[0].filter(function (text, at) { return text && !names[at]; }) };
    var under = block[1] ? named(block[1]) : [];
    if (under.filter(Boolean).length > 1 && block[1].every(function (text, at) { return !text || under[at]; })) {
      heading.rows = 2;
      under.forEach(function (name, at) { if (name) heading.names[at] = name; });
    }
    return heading;
  };
  var isTotal = function (row) {
    var first = fold(row.filter(Boolean)[0]);
    return table.dataset.totals.split("|").some(function (words) { return first.indexOf(words) === 0; });
  };
  table.addEventListener("paste", function (event) {
    var cell = event.target, text = event.clipboardData && event.clipboardData.getData("text/plain") || "";
    text = text.replace(/\r\n?/g, "\n").replace(/^\n+|\n+$/g, "");
    if (!cell.dataset.cell || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    var block = read(text), heading = headingOf(block), from = columns.indexOf(cell.dataset.cell);
    var names = heading ? heading.names : columns.slice(from);
    block = block.slice(heading ? heading.rows : 0).filter(function (row) { return !isTotal(row); });
    var row = cell.closest("tbody"), taken = 0;
    block.every(function (texts) {
      if (!row) return false;
      texts.forEach(function (value, at) {
        var into = names[at] && row.querySelector("[data-cell=" + names[at] + "]");
        if (into) into.value = value;
      });
      taken += 1;
      row = taken < block.length ? rowAfter(row) : row;
      return true;
    });
    var wide = !heading && block.some(function (row) { return row.slice(names.length).some(Boolean); });
    var words = [table.dataset.pasted.replace("{n}", String(taken))];
    if (heading && heading.unknown.length) words.push(table.dataset.left.replace("{columns}", heading.unknown.join(", ")));
    if (wide) words.push(table.dataset.left.replace("{columns}", table.dataset.right));
    if (taken < block.length) words.push(table.dataset.full);
    said.textContent = words.join(" ");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---- adding up while typing; the server adds up again
  var count = function (text) {
    var plain = text.replace(/\s/g, "");
    return /^\d+$/.test(plain) ? Number(plain) : null;
  };
  var grouped = function (n) { return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f"); };
  var add = function () {
    var filled = 0, sums = {};
    rows().forEach(function (row) {
      var typed = cells(row).filter(function (cell) { return cell.value.trim(); });
      if (typed.length) filled += 1;
      typed.forEach(function (cell) {
        var number = count(cell.value), name = cell.dataset.cell;
        if (number !== null) sums[name] = (sums[name] || 0) + number;
      });
    });
    table.querySelector("[data-filled]").textContent = grouped(filled);
    list(table.querySelectorAll("[data-sum]")).forEach(function (cell) {
      cell.textContent = cell.dataset.sum in sums ? grouped(sums[cell.dataset.sum]) : "–";
    });
  };
  table.addEventListener("input", add);
  add();
})();
