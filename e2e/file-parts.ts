/** What one kind of part is made of, and how it ends. */
export interface PartPlan<T> {
  /** What the part was made for: another request ends it, and everything that was made after it. */
  request: object;
  make: () => Promise<T>;
  end: (part: T) => Promise<void>;
}

interface Part {
  kind: string;
  request: string;
  value: Promise<unknown>;
  end: () => Promise<void>;
}

/**
 * What the tests of one file share, e.g. a world and an app: each is made when a test first wants it, and gone when another file begins or the worker
 * ends. The worker itself goes on to the next file: starting one costs a second of processor time.
 */
export class FileParts {
  #file = '';
  #parts: Part[] = [];

  /** Called before each test with its file. */
  async enter(file: string): Promise<void> {
    if (file !== this.#file) await this.close();
    this.#file = file;
  }

  /** The part of that kind, made unless it is there. */
  async have<T>(kind: string, { request, make, end }: PartPlan<T>): Promise<T> {
    const wanted = JSON.stringify(request);
    const found = this.#parts.find((part) => part.kind === kind);
    if (found?.request === wanted) return found.value as Promise<T>;
    if (found !== undefined) await this.#closeFrom(this.#parts.indexOf(found));
    const value = make();
    this.#parts.push({ kind, request: wanted, value, end: async () => end(await value) });
    return value;
  }

  /** Ends everything, what was made last first. */
  close(): Promise<void> {
    return this.#closeFrom(0);
  }

  async #closeFrom(first: number): Promise<void> {
    for (const part of this.#parts.splice(first).reverse()) await part.end();
  }
}
