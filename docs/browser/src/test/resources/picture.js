// SPDX-License-Identifier: Apache-2.0
// What the page shows as a picture that is text: the elements and the style rules that hold now, and nothing that differs from run to run.
([width, height]) => {
  const kept = ['class', 'type', 'checked', 'placeholder', 'data-state', 'aria-pressed', 'aria-checked', 'viewBox', 'd', 'cx', 'cy', 'r', 'x', 'y',
    'width', 'height', 'rx', 'points', 'transform', 'hidden', 'disabled', 'role'];
  const rules = (sheet) => [...sheet.cssRules].flatMap((rule) => {
    if (rule instanceof CSSMediaRule) {
      return matchMedia(rule.conditionText).matches ? rules(rule) : [];
    }
    return rule instanceof CSSStyleRule ? [rule.cssText] : [];
  });
  const body = document.body.cloneNode(true);
  body.querySelectorAll('script, noscript, .spoken, .exact, dialog, [popover]').forEach((element) => element.remove());
  for (const element of [body, ...body.querySelectorAll('*')]) {
    for (const name of element.getAttributeNames()) {
      if (!kept.includes(name)) {
        element.removeAttribute(name);
      }
    }
  }
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.data = texts.currentNode.data.replace(/\*\*\*\w{4}/, '***9842');
  }
  const style = [...document.styleSheets].flatMap(rules).join('\n').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const content = new XMLSerializer().serializeToString(body).replaceAll(/(<\/(?:tr|div|p|button|thead|section)>)/g, '$1\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n`
    + `<title>The page API keys</title>\n<style>\n${style}\n</style>\n<foreignObject width="${width}" height="${height}">\n${content}\n</foreignObject>\n</svg>\n`;
}
