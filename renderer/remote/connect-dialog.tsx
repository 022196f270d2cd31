import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { t } from 'i18next';
import type { AppError } from '../../src/contract/errors';
import type { InputIssue } from '../../src/contract/operations';
import { isReadableOnTheWay, withScheme } from '../../src/contract/remote/names';
import { call } from '../bridge';
import { CheckLine } from '../components/form/check-box';
import { Dialog } from '../components/dialogs/dialog';
import { TextField } from '../components/form/text-field';
import { showConnect, useWindow } from '../navigation/window-store';
import { useTokens } from '../state/settings/settings-queries';
import { describeError } from '../texts/core-sentences';
import { formatSentences } from '../texts/formatting';

/** What is typed. The token is nowhere else in the window, and gone with the dialog. */
function useFields(given: string) {
  const [address, setAddress] = useState(given);
  const [token, setToken] = useState('');
  const [isUnprotected, setUnprotected] = useState(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const sent = { address: withScheme(address), token: token.trim(), unprotected: isUnprotected };
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: () => call('remote.connect', sent, (stop.current = new AbortController()).signal),
    onSuccess: () => showConnect(null),
  });
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    reset();
  };
  return {
    ...{ address, token, isUnprotected, setUnprotected, sent, connect: mutate, isPending, error },
    ...{ setAddress: change(setAddress), setToken: change(setToken) },
  };
}

/** Whether the token is what was wrong: refused there, or none by its form. */
function isAboutToken({ code, details }: AppError): boolean {
  const issues = details['details'] as readonly InputIssue[] | undefined;
  return code === 'token-required' || (code === 'invalid-input' && issues?.[0]?.path === 'token');
}

function writeError(error: AppError): string {
  if (error.code === 'invalid-input' && isAboutToken(error)) return t('remote.noToken');
  const { text, remedy } = describeError(error);
  return formatSentences(text, remedy);
}

/** Where the system cannot encrypt, the person decides how long the token is kept. */
function Unprotected({ isChosen, onChoose }: { isChosen: boolean; onChoose: (isChosen: boolean) => void }) {
  if (useTokens().data?.isEncrypted !== false) return null;
  return (
    <CheckLine isChecked={isChosen} onChoose={onChoose} className="mt-2 text-sm text-soft">
      {t('settings.accounts.unprotected')}
    </CheckLine>
  );
}

function ConnectFields({ given }: { given: string }) {
  const inputRef = useRef<HTMLInputElement>(null);
  const fields = useFields(given);
  const { address, token, sent, error } = fields;
  const isToken = error !== null && isAboutToken(error);
  const isReadable = isReadableOnTheWay(sent.address);
  const hint = isReadable && address.trim() !== '' ? t('remote.readable') : t('remote.addressHint');
  return (
    <Dialog
      isForm
      title={t('remote.title')}
      text={t('remote.text')}
      focusRef={inputRef}
      keepLabel={t('actions.cancel')}
      confirmLabel={t('remote.connect')}
      confirmTestId="connect-confirm"
      waitsFor={fields.isPending ? t('remote.connecting') : undefined}
      isDisabled={address.trim() === '' || sent.token === ''}
      testId="connect-dialog"
      onConfirm={fields.connect}
      onClose={() => showConnect(null)}
    >
      <TextField
        isExact
        id="connect-address"
        ref={inputRef}
        label={t('remote.address')}
        placeholder="192.168.1.20:8190"
        value={address}
        maxLength={1000}
        spellCheck={false}
        isInvalid={error !== null && !isToken}
        words={error !== null && !isToken ? writeError(error) : hint}
        onChange={fields.setAddress}
      />
      <div className="mt-3">
        <TextField
          isExact
          id="connect-token"
          type="password"
          label={t('remote.token')}
          value={token}
          maxLength={2000}
          spellCheck={false}
          isInvalid={isToken}
          words={isToken ? writeError(error) : t('remote.tokenHint')}
          onChange={fields.setToken}
        />
      </div>
      <Unprotected isChosen={fields.isUnprotected} onChoose={fields.setUnprotected} />
    </Dialog>
  );
}

/** Opens an installation that is served on another machine. Stands above every place and the first screen. */
export function ConnectDialog() {
  const given = useWindow((state) => state.connectAddress);
  return given !== null && <ConnectFields given={given} />;
}
