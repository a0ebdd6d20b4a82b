// How often the text on the screen grew, from what was shown at first.

export function increments(shown) {
  return {
    count: 0,
    length: shown.length,
    see(text) {
      if (text.length > this.length) this.count += 1;
      this.length = text.length;
    },
  };
}
