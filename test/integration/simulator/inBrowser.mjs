// These run in the browser, whose names this project does not know.

/** Runs in the page: the contrast of every text with what is behind it. */
export function legibility() {
  const channels = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = (color) => {
    const [r = 0, g = 0, b = 0] = channels(color)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const color = getComputedStyle(node).backgroundColor;
    const isClear = channels(color)[3] === 0;
    return isClear && node.parentElement ? behind(node.parentElement) : color;
  };
  return [...document.querySelectorAll("h1, h2, h3, h4, p, span, code, button, label, summary, td, th, a")]
    .filter((node) => node.textContent.trim() !== "" && node.getClientRects().length > 0)
    .map((node) => {
      const [text, ground] = [light(getComputedStyle(node).color), light(behind(node))];
      const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
      return { text: node.textContent.slice(0, 40), ratio: Math.round(ratio * 100) / 100 };
    });
}

export const widths = () => [document.documentElement.scrollWidth, window.innerWidth];
export const isFocused = (node) => node === document.activeElement;
export const outlineOfFocused = () => getComputedStyle(document.activeElement).outlineStyle;
