// Places in the text of a report: the browser counts UTF-16 units, the record counts code points. This is the one place where they meet.
const points = (string) => [...string].length;

// The text before a point of a range inside an element whose text is that of the report, as the number of its code points.
function before(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return points(range.toString());
}

// The selected words inside an element: their span and what they are, without blanks at the ends. Null where nothing is selected in it.
export function selected(element) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!element.contains(range.startContainer) || !element.contains(range.endContainer)) return null;
  const words = range.toString();
  if (!words.trim()) return null;
  const start = before(element, range.startContainer, range.startOffset) + points(words) - points(words.trimStart());
  return { start, end: start + points(words.trim()), words: words.trim() };
}
