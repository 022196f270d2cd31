import { redactSecrets } from '../../base/log';
import { AppError } from '../../contract/errors';
import { isHarmlessVariable } from '../../contract/text/harmless-settings';
import { msg, type Message } from '../../contract/text/message';

/** What this app gives a program itself; another value would break what it relies on. */
const ours: ReadonlySet<string> = new Set([
  ...['PYTHONIOENCODING', 'PYTHONUNBUFFERED', 'COMFYUI_PATH', 'COMFYUI_FOLDERS_BASE_PATH', 'GIT_EXE_PATH'],
  ...['__COMFY_CLI_SESSION__', 'COMFYUI_DESKTOP_PACKS', 'ELECTRON_RUN_AS_NODE'],
]);

/** Names for which the app has a setting, which says so. */
const settingOf: Readonly<Record<string, string>> = {
  PIP_INDEX_URL: 'python.indexUrl',
  UV_INDEX_URL: 'python.indexUrl',
  UV_DEFAULT_INDEX: 'python.indexUrl',
  HTTP_PROXY: 'network.proxy',
  HTTPS_PROXY: 'network.proxy',
  ALL_PROXY: 'network.proxy',
};

/** What would lead programs to other programs: where they, their libraries or the code of Python are looked for. */
const leading: ReadonlySet<string> = new Set([
  ...['PATH', 'PATHEXT', 'COMSPEC', 'SYSTEMROOT', 'WINDIR', 'BASH_ENV', 'ENV', 'NODE_OPTIONS'],
  ...['PYTHONPATH', 'PYTHONHOME', 'PYTHONSTARTUP', 'PYTHONUSERBASE', 'PYTHONEXECUTABLE', 'PYTHONPLATLIBDIR'],
  ...['PYTHONINSPECT', 'PYTHONBREAKPOINT', 'PYTHONWARNINGS', '__PYVENV_LAUNCHER__', 'VIRTUAL_ENV', 'UV_PYTHON'],
  ...['LD_PRELOAD', 'LD_AUDIT', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_EXEC_PATH', 'GIT_ASKPASS', 'GIT_PROXY_COMMAND'],
]);
const leadingBeginning = /^(?:DYLD_|CONDA_|GIT_CONFIG)/u;

const nameForm = /^[A-Za-z_][A-Za-z0-9_]*$/u;
// Line ends and other control characters: some programs read the environment by lines.
const control = /\p{Cc}/u;

function refuse(message: Message, remedy: Message): AppError {
  return new AppError('variable-refused', message, { remedy });
}

/** Throws `invalid-input` for a name or value that cannot be one, `variable-refused` for one that would do harm. Names count in any case, as on Windows. */
export function proveVariable(name: string, value: string): void {
  if (!nameForm.test(name)) {
    throw new AppError('invalid-input', msg`"${name}" cannot be the name of an environment variable.`, {
      remedy: msg`Use letters, digits and underscores; the first character cannot be a digit.`,
    });
  }
  if (control.test(value)) {
    throw new AppError('invalid-input', msg`The value of ${name} contains a line break or another control character.`, {
      remedy: msg`Write it in one line.`,
    });
  }
  const folded = name.toUpperCase();
  const setting = Object.hasOwn(settingOf, folded) ? settingOf[folded] : undefined;
  if (setting !== undefined)
    throw refuse(msg`${name} is set by this app, from its setting ${setting}.`, msg`Change that setting.`);
  if (ours.has(folded))
    throw refuse(msg`${name} is set by this app itself, which relies on its value.`, msg`Leave it out.`);
  if (leading.has(folded) || leadingBeginning.test(folded)) {
    throw refuse(
      msg`${name} would lead ComfyUI or its installers to other programs or libraries.`,
      msg`Leave it out. The Python of ComfyUI is chosen in Settings > Python.`,
    );
  }
}

const secretName = /TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|AUTH|API_?KEY|ACCESS_?KEY|(?:^|_)KEY$/iu;
/** As the hosts that people have tokens of write them: Hugging Face, GitHub, GitLab, OpenAI, AWS. */
const secretValue = /^(?:hf_|gh[pousr]_|github_pat_|glpat-|sk-|AKIA)[\w-]{8,}/u;

/** Whether a value is not to be shown: by its name, its form, or a login in an address. */
export function looksSecret(name: string, value: string): boolean {
  return value !== '' && (secretName.test(name) || secretValue.test(value) || redactSecrets(value) !== value);
}

/** Throws `variable-refused` for what only the person at this machine sets, by hand (`harmless-settings.ts`). */
export function proveHarmless(name: string, value: string): void {
  if (isHarmlessVariable(name, value)) return;
  throw refuse(
    msg`${name} is not among the variables that a program may set, or its value has the form of a path or an address.`,
    msg`Set it in the window of this app, under ComfyUI > Start arguments.`,
  );
}
