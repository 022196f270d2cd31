/** A failure a person can do something about: what went wrong, what to do, and the exit code of the script. */
export class ScriptError extends Error {
  constructor(message, remedy, exitCode = 1) {
    super(message);
    this.name = 'ScriptError';
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
