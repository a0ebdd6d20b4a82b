// How often the text on the screen grew.

export function increments() {
  return {
    count: 0,
    length: 0,
    see(text) {
      if (text.length > this.length) this.count += 1;
      this.length = text.length;
    },
  };
}
