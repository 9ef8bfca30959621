// What the suite asks of every page beside axe-core. Returns complaints in words; run in the page by walk.py.
(options) => {
  const said = [];
  const name = (element) => element.outerHTML.slice(0, 110).replace(/\s+/g, " ");
  const shown = (element) => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden"; };
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  if (twice.length) said.push("ids used twice: " + twice);
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) said.push("a dead link: " + name(link));
    else if (link.closest(".summary") && !target.matches("input, select, textarea, button, main")) said.push("a line of the summary lands on no input: " + name(link));
  }
  const inText = (element) => element.matches("a") && getComputedStyle(element).display === "inline";
  for (const element of document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")) {
    if (!shown(element) || inText(element) || element.matches(".skip, [aria-hidden=true]")) continue;
    const box = element.getBoundingClientRect();
    if (box.height < 23.5 || box.width < 23.5) said.push(`a target of ${Math.round(box.width)} × ${Math.round(box.height)}: ` + name(element));
  }
  if (options.focus) {
    for (const element of [...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main select, main textarea, main summary")].filter(shown).slice(0, 60)) {
      element.focus({ focusVisible: true });
      const look = getComputedStyle(element);
      if (document.activeElement === element && look.outlineStyle === "none" && look.boxShadow === "none") said.push("no visible focus: " + name(element));
    }
  }
  for (const image of document.querySelectorAll("img:not([alt])")) said.push("a picture without words: " + name(image));
  if (!document.title.trim() || document.querySelectorAll("h1").length !== 1) said.push(`${document.querySelectorAll("h1").length} headings of the first level`);
  if (document.documentElement.scrollWidth > window.innerWidth) said.push(`scrolls sideways at ${window.innerWidth}: ${document.documentElement.scrollWidth}`);
  return said;
}
