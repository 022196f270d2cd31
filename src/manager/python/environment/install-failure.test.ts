import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../base/process/run';
import { AppError } from '../../../contract/errors';
import { explainInstallFailure, outputOf } from './install-failure';

const explain = (output: string, protectedLines: string[] = []) =>
  explainInstallFailure({ packName: 'P', output, protectedLines });

describe('explainInstallFailure', () => {
  // Printed by uv 0.13.9 and pip 23.2.1.
  it.each([
    [
      'uv',
      'error: No solution found when resolving dependencies\n  cause: Because all versions of conflict-b depend on numpy>=2 and all versions of conflict-a depend on numpy<2, we can conclude that all versions of conflict-a and all versions of conflict-b are incompatible.\n         And because you require conflict-a and conflict-b, we can conclude that your requirements are unsatisfiable.',
    ],
    [
      'pip',
      'ERROR: Cannot install -r r.txt (line 1) and -r r.txt (line 2) because these package versions have conflicting dependencies.\n\nThe conflict is caused by:\n    conflict-a 1.0 depends on numpy<2\n    conflict-b 1.0 depends on numpy>=2\n\nTo fix this you could try to:\n\nERROR: ResolutionImpossible: for help visit x',
    ],
  ])('names package, specifiers and askers of a conflict (%s)', (_tool, output) => {
    const error = explain(output);
    expect(error.code).toBe('requirements-conflict');
    expect(error.details['package']).toBe('numpy');
    for (const word of ['conflict-a', 'conflict-b', 'numpy<2', 'numpy>=2']) expect(error.message).toContain(word);
  });

  it.each([
    [
      'uv',
      'error: No solution found when resolving dependencies\n  cause: Because torchvision<=0.21.0 depends on torch==2.6.0 and torch==2.7.1, we can conclude that torchvision<=0.21.0 cannot be used.\n         And because you require torchvision==0.21.0, we can conclude that your requirements are unsatisfiable.',
    ],
    [
      'pip',
      'The conflict is caused by:\n    torchvision 0.21.0 depends on torch==2.6.0\n    The user requested (constraint) torch==2.7.1\n\nERROR: ResolutionImpossible: x',
    ],
  ])('says that the installed torch is protected (%s)', (_tool, output) => {
    const error = explain(output, ['torch==2.7.1']);
    expect(error).toMatchObject({ code: 'requirements-conflict', details: { package: 'torch' } });
    expect(error.message).toContain('requires torch==2.6.0');
    expect(error).toMatchObject({ details: { isOwn: false }, remedy: expect.stringContaining('torch stays as it is') });
    expect(error.message).toContain('the protected installed version requires torch==2.7.1');
  });

  it('reads a pack that contradicts itself', () => {
    const error = explain(
      'No solution found when resolving dependencies\n cause: Because you require numpy==1.0 and numpy==2.0, we can conclude that your requirements are unsatisfiable.',
    );
    expect(error.message).toContain('the pack itself requires numpy==1.0, the pack itself requires numpy==2.0');
    expect(error).toMatchObject({
      details: { isOwn: true },
      remedy: expect.stringContaining('report it to its author'),
    });
  });

  it.each([
    [
      'No solution found\n cause: Because nope was not found in the package registry and you require nope, we can conclude that x',
      'has no nope for',
    ],
    ['ERROR: No matching distribution found for tinydep==9', 'has no tinydep==9 for'],
    [
      'No solution found\n cause: Because there is no version of tinydep==9 and you require tinydep==9, we can',
      'has no tinydep==9 for',
    ],
    ["ERROR: Wheel 'brokenwheel' located at /tmp/x is invalid.", 'brokenwheel is damaged'],
    [
      'error: Failed to unzip wheel: brokenwheel-1.0-py3-none-any.whl\n  cause: x',
      'brokenwheel-1.0-py3-none-any.whl is damaged',
    ],
    [
      "WARNING: Retrying after 'NewConnectionError(Failed to establish a new connection: [Errno 111])'\nERROR: No matching distribution found for a",
      'could not be reached',
    ],
    ['cause: tcp connect error', 'could not be reached'],
    ['error: The interpreter at `/usr` is externally managed, and', 'belongs to the operating system'],
    ['error: externally-managed-environment', 'belongs to the operating system'],
    ['ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM', 'expected hash'],
    ['error: subprocess-exited-with-error', 'a package must be compiled'],
    [
      '  × Failed to build `insightface==0.7.3`\n  ├─▶ The build backend returned an error',
      'insightface must be compiled',
    ],
    ['ERROR: Failed building wheel for dlib\nFailed to build dlib', 'dlib must be compiled'],
    [
      'ERROR: Failed to build installable wheels for some pyproject.toml based projects (pyaudio)',
      'pyaudio must be compiled',
    ],
    [
      'ERROR: Exception:\nTraceback (most recent call last):\n  File "x.py", line 1\nFileNotFoundError: METADATA',
      'FileNotFoundError: METADATA',
    ],
    ['something nobody has seen', 'something nobody has seen'],
  ])('explains %j', (output, words) => {
    const error = explain(output);
    expect(error.code).toBe('requirements-failed');
    expect(error.message).toContain(words);
    expect(error.remedy).toBeTruthy();
  });

  it('tells a full disk apart', () => {
    expect(explain('error: x\n cause: No space left on device (os error 28)').code).toBe('disk-full');
  });

  it.each([
    `Collecting a\n${'  more of it\n'.repeat(200)}ERROR: Could not open the thing: no such file\nERROR: Job failed`,
    `${'x'.repeat(5000)}\n`,
    'Because a\nResolutionImpossible: for help visit x\n',
  ])('is one or two sentences, however much the tool printed', (output) => {
    const error = explain(output);
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThan(340);
    expect(JSON.stringify(error.details).length).toBeLessThan(100);
    expect(error.message).toMatch(/\.$/);
  });

  it('names the first error of the tool, not its last word', () => {
    const output = 'Collecting a\nERROR: Could not open the thing: no such file.\nERROR: Job failed\nsee above\n';
    expect(explain(output).message).toBe(
      'The requirements of "P" were not installed: Could not open the thing: no such file.',
    );
  });

  it('takes the cause from uv, without what follows from it', () => {
    const output =
      'error: No solution found when resolving dependencies\n  cause: Because the current Python version (3.11.7) does not\n      satisfy Python>=3.12, we can conclude that x.\n';
    expect(explain(output).message).toMatch(
      /: Because the current Python version \(3\.11\.7\) does not satisfy Python>=3\.12\.$/,
    );
  });

  it('takes no line of progress for a reason', () => {
    expect(explain('Resolved 3 packages in 4ms\nUninstalled 1 package in 250ms\n').message).toBe(
      'The requirements of "P" were not installed: the installer did not say why.',
    );
  });

  it('says that the installer was ended', async () => {
    const script = "echo 'Uninstalled 1 package in 250ms'; kill -9 $$";
    const ended: unknown = await runProgram('sh', ['-c', script]).catch((thrown: unknown) => thrown);
    expect(ended).toBeInstanceOf(AppError);
    expect(explain(outputOf(ended as AppError)).message).toBe(
      'The requirements of "P" were not installed: the installer was ended by SIGKILL.',
    );
  });

  it('repeats no credentials', () => {
    const error = explain('failed at https://user:pass@example.com/simple/');
    expect(JSON.stringify([error.message, error.details])).not.toContain('pass@');
  });
});
