import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/errors';
import { noPython } from './make-environment';

const failed = (output: string) =>
  noPython('3.12', new AppError('command-failed', 'x', { details: { output, exitCode: 2 } }));

/** Printed by uv 0.13.9. */
const pyenv = `error: Failed to inspect Python interpreter from first executable in the search path at \`/home/me/.pyenv/shims/python3.12\`
  cause: Querying Python at \`/home/me/.pyenv/shims/python3.12\` failed with exit status exit status: 127

         [stderr]
         pyenv: python3.12: command not found

         The \`python3.12' command exists in these Python versions:
           3.12.1
           3.12.4

         Note: See 'pyenv help global' for tips on allowing multiple
               Python versions to be found at the same time.`;

describe('the refusal of a Python', () => {
  it('names the version that pyenv has and hides', () => {
    const { message, remedy } = failed(pyenv);
    expect(message).toContain('pyenv has Python 3.12.4');
    expect(remedy).toContain('including 3.12.4');
  });

  it('says what uv said', () => {
    const { message } = failed(`error: Request failed after 3 retries in 7.8s
  cause: Failed to download \`https://host/cpython-3.12.16.tar.gz\`
  cause: dns error`);
    expect(message).toMatch(/^No environment with Python 3\.12 could be created: Failed to download `https:\S+`/);
  });
});
