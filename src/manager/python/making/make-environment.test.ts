import { describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/errors';
import { noPython } from './make-environment';

const failed = (output: string) =>
  noPython(
    '3.12',
    { pythons: [{ version: '3.11.7', program: '/usr/bin/python3' }] },
    new AppError('command-failed', 'x', { details: { output, exitCode: 2 } }),
  );

describe('the refusal of a Python', () => {
  it('says what uv said, and what is there instead', () => {
    const { message, remedy } = failed(`error: Request failed after 3 retries in 7.8s
  cause: Failed to download \`https://host/cpython-3.12.16.tar.gz\`
  cause: dns error`);
    expect(message).toMatch(/^No environment with Python 3\.12 could be created: Failed to download `https:\S+`/);
    expect(remedy).toContain('on this machine (3.11.7)');
  });
});
