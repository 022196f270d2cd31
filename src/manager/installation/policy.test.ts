import { describe, expect, it } from 'vitest';
import { policyEffects, policyTitles } from '../../contract/text/policy-words';
import { describePolicy, explainPolicy, isAlwaysAllowed, type PolicyInputs } from './policy';
import { createPolicyJudge } from './policy-judge';
import { policyTable, type PolicyOperation } from './policy-table';
import type { NetworkMode, SecurityLevel } from '../../contract/settings';

const flags = { allow_git_url_install: false, allow_pip_install: false, allow_flagged_nodepack_install: false };
const inputs = (level: SecurityLevel, isLoopback = true, networkMode: NetworkMode = 'public'): PolicyInputs => ({
  level,
  isLoopback,
  networkMode,
  flags,
});
/** Opens nothing for anybody else; stands last. */
const window = expect.stringContaining('in the window') as string;
const levels: SecurityLevel[] = ['strong', 'normal', 'normal-', 'weak'];

/** docs/reference/on-the-wire.md 8, per listener: which of strong, normal, normal-, weak pass. */
const table: [PolicyOperation, boolean, NetworkMode, boolean[]][] = [
  ['update', true, 'public', [true, true, true, true]],
  ['uninstall', true, 'public', [false, true, true, true]],
  ['uninstall', false, 'public', [false, true, true, true]],
  ['install-registry', false, 'public', [false, true, true, true]],
  ['install-nightly', true, 'public', [false, true, true, true]],
  ['install-nightly', false, 'public', [false, false, false, false]],
  ['install-nightly', false, 'personal_cloud', [false, true, true, true]],
  ['fix', true, 'public', [false, false, true, true]],
  ['fix', false, 'public', [false, false, false, false]],
  ['fix', false, 'personal_cloud', [false, false, false, true]],
];

describe('the policy table', () => {
  it.each(table)('%s, loopback %s, %s', (...[operation, isLoopback, mode, expected]) => {
    expect(levels.map((level) => explainPolicy(operation, inputs(level, isLoopback, mode)).allowed)).toEqual(expected);
  });

  it('knows what is allowed whatever is set, and asks for the settings of everything else', () => {
    const settings = levels.flatMap((level) => [
      inputs(level),
      inputs(level, false),
      inputs(level, false, 'personal_cloud'),
    ]);
    for (const operation of Object.keys(policyTable) as PolicyOperation[]) {
      const isAllowed = settings.every((one) => explainPolicy(operation, one).allowed);
      expect(isAlwaysAllowed(operation), operation).toBe(isAllowed);
      let checks = 0;
      const judge = createPolicyJudge(() => {
        checks += 1;
        return { ...inputs('weak'), flags: { ...flags, allow_git_url_install: true, allow_pip_install: true } };
      });
      judge.authoriseFor({ caller: 'program' })(operation);
      expect(checks, operation).toBe(isAllowed ? 0 : 1);
    }
  });

  it('has words for every row, and what happens for those that some level refuses', () => {
    const rows = Object.keys(policyTable) as PolicyOperation[];
    expect(Object.keys(policyTitles).toSorted()).toEqual(rows.toSorted());
    const refused = rows.filter((row) => levels.some((level) => !explainPolicy(row, inputs(level), 'person').allowed));
    expect(refused.filter((row) => policyEffects[row] === undefined)).toEqual([]);
  });

  it('a git address needs its own flag, whatever the level', () => {
    expect(explainPolicy('install-git-url', inputs('weak')).allowed).toBe(false);
    expect(
      explainPolicy('install-git-url', { ...inputs('strong'), flags: { ...flags, allow_git_url_install: true } })
        .allowed,
    ).toBe(true);
    expect(
      explainPolicy('install-git-url', { ...inputs('weak', false), flags: { ...flags, allow_git_url_install: true } })
        .allowed,
    ).toBe(false);
  });

  it('a package by name needs its own flag and a local listener, whatever the level', () => {
    const allowed = (given: PolicyInputs) => explainPolicy('install-packages', given);
    const withFlag = { ...flags, allow_pip_install: true };
    expect(allowed(inputs('weak'))).toMatchObject({
      allowed: false,
      remedies: [expect.stringContaining('allow_pip_install = True'), window],
    });
    expect(allowed({ ...inputs('weak'), flags: { ...flags, allow_git_url_install: true } }).allowed).toBe(false);
    expect(allowed({ ...inputs('strong'), flags: withFlag }).allowed).toBe(true);
    expect(allowed({ ...inputs('weak', false), flags: withFlag }).allowed).toBe(false);
    expect(allowed({ ...inputs('weak', false, 'personal_cloud'), flags: withFlag }).allowed).toBe(true);
  });

  it('flagged versions pass on loopback or with the option', () => {
    expect(explainPolicy('install-flagged', inputs('normal')).allowed).toBe(true);
    expect(explainPolicy('install-flagged', inputs('weak', false)).allowed).toBe(false);
  });

  it('a denial says the rule, the level, the risk and what would allow it', () => {
    const authorise = createPolicyJudge(() => inputs('normal')).authoriseFor({ caller: 'program' });
    let denied: unknown;
    try {
      authorise('fix');
    } catch (error) {
      denied = error;
    }
    expect(denied).toMatchObject({
      code: 'policy-denied',
      status: 403,
      message: `Reinstalling the requirements of a pack is not allowed at security level normal. It is a high risk, which only security levels normal- and weak allow.`,
      remedy:
        'Set security_level = normal- in user/__manager/config.ini. Or do it in the window of ComfyUI Manager Desktop, which asks for a permission.',
      details: {
        risk: 'high+',
        level: 'normal',
        allowed: false,
        remedies: [expect.stringContaining('security_level = normal-') as string, window],
      },
    });
  });

  it('a denial names the listener where that is what is in the way', () => {
    const remedies = (operation: PolicyOperation, given: PolicyInputs) => explainPolicy(operation, given).remedies;
    const listen = expect.stringContaining('gateway.host = 127.0.0.1') as string;
    expect(remedies('install-nightly', inputs('normal', false))).toEqual([listen, window]);
    expect(remedies('fix', inputs('normal', false))).toEqual([window]);
    expect(remedies('fix', inputs('normal-', false, 'personal_cloud'))).toEqual([
      listen,
      expect.stringContaining('security_level = weak'),
      window,
    ]);
    const withFlag = { ...inputs('weak', false), flags: { ...flags, allow_git_url_install: true } };
    expect(remedies('install-git-url', withFlag)).toEqual([listen, window]);
    expect(remedies('install-git-url', inputs('weak', false))).toEqual([
      expect.stringMatching(/allow_git_url_install = True.+ Set gateway\.host = 127\.0\.0\.1/),
      window,
    ]);
  });

  it('a request can only make the level stricter', () => {
    expect(() => {
      createPolicyJudge(() => inputs('weak')).authoriseFor({ caller: 'program', strictest: 'strong' })('uninstall');
    }).toThrow(/strong/);
    expect(() => {
      createPolicyJudge(() => inputs('strong')).authoriseFor({ caller: 'program', strictest: 'weak' })('uninstall');
    }).toThrow(/strong/);
  });

  it('as a whole says of each operation what it says of one, at every level and listener', () => {
    for (const isLoopback of [true, false]) {
      const described = describePolicy(inputs('normal', isLoopback));
      expect(described).toMatchObject({ level: 'normal', listener: isLoopback ? 'loopback' : 'network' });
      for (const { operation, allowed } of described.rows) {
        for (const level of levels) {
          const verdict = explainPolicy(operation as PolicyOperation, inputs(level, isLoopback));
          expect(allowed[level], `${operation} at ${level}`).toBe(verdict.allowed);
        }
      }
    }
    const byFlag = describePolicy({ ...inputs('strong'), flags: { ...flags, allow_git_url_install: true } });
    expect(byFlag.rows.find(({ flag }) => flag === 'allow_git_url_install')?.allowed).toEqual({
      ...{ strong: true, normal: true, 'normal-': true, weak: true },
    });
  });
});
