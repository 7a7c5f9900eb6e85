// Fields that a JSON text names twice. JSON.parse keeps the last and says nothing, so strict decoding looks itself.

/** Paths of the repeated fields, `spec.replicas`. The text is valid JSON. */
export function duplicateFields(text: string): readonly string[] {
  const scanner = new Scanner(text);
  scanner.value("");
  return scanner.duplicates;
}

class Scanner {
  readonly duplicates: string[] = [];
  private at = 0;

  constructor(private readonly text: string) {}

  value(path: string): void {
    this.space();
    const sign = this.text[this.at];
    if (sign === "{") this.object(path);
    else if (sign === "[") this.list(path);
    else if (sign === '"') this.string();
    else
      while (this.at < this.text.length && !",]} \n\r\t".includes(this.text[this.at]!)) this.at++;
  }

  private object(path: string): void {
    const names = new Set<string>();
    this.at++;
    for (this.space(); this.text[this.at] !== "}"; this.space()) {
      const name = this.string();
      const field = path === "" ? name : `${path}.${name}`;
      if (names.has(name)) this.duplicates.push(field);
      names.add(name);
      this.space();
      this.at++;
      this.value(field);
      this.space();
      if (this.text[this.at] === ",") this.at++;
    }
    this.at++;
  }

  private list(path: string): void {
    this.at++;
    this.space();
    for (let index = 0; this.text[this.at] !== "]"; index++) {
      this.value(`${path}[${index}]`);
      this.space();
      if (this.text[this.at] === ",") this.at++;
      this.space();
    }
    this.at++;
  }

  private string(): string {
    const start = this.at++;
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === "\\" ? 2 : 1;
    return JSON.parse(this.text.slice(start, ++this.at)) as string;
  }

  private space(): void {
    while (" \n\r\t".includes(this.text[this.at] ?? "x")) this.at++;
  }
}
