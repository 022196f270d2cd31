/** The tables lack something that the published document needs. `scripts/openapi.mjs` says what, and what to do. */
export class DocumentGap extends Error {
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'DocumentGap';
    this.remedy = remedy;
  }
}
