import { useMutation } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useId, useRef, useState } from 'react';
import { t } from 'i18next';
import { CheckBox } from '../components/form/check-box';
import type { TokenState } from '../../src/contract/settings';
import { Button } from '../components/button';
import { removeToken, setToken } from '../state/settings/settings-actions';
import { formatDate } from '../texts/formatting';
import { RowFrame } from './row-frame';

interface TokenFormProps {
  name: string;
  isEncrypted: boolean;
  onKeep: (token: string, unprotected: boolean) => void;
  onCancel: () => void;
}

function TokenForm({ name, isEncrypted, onKeep, onCancel }: TokenFormProps) {
  const [token, setText] = useState('');
  const [isUnprotected, setUnprotected] = useState(false);
  const boxId = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  useEffect(() => inputRef.current?.focus(), []);
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (token.trim() !== '') onKeep(token, isUnprotected);
  };
  return (
    <form onSubmit={onSubmit} className="flex w-full flex-col gap-2">
      <input
        ref={inputRef}
        type="password"
        autoComplete="off"
        spellCheck={false}
        aria-label={t('settings.accounts.tokenOf', { name })}
        placeholder={t('settings.accounts.paste')}
        value={token}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-control border border-border-strong bg-raised px-2.5 font-mono text-sm focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
      />
      {!isEncrypted && (
        <label htmlFor={boxId} className="flex items-start gap-2 text-sm text-soft">
          <CheckBox id={boxId} isChecked={isUnprotected} onChoose={setUnprotected} className="mt-0.5" />
          {t('settings.accounts.unprotected')}
        </label>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>{t('actions.cancel')}</Button>
        <Button type="submit" tone="primary" disabled={token.trim() === ''}>
          {isEncrypted || isUnprotected ? t('settings.accounts.store') : t('settings.accounts.keepForRun')}
        </Button>
      </div>
    </form>
  );
}

function describeState({ account, source, setAt, isUnprotected, problem }: TokenState): string {
  const date = setAt === null ? '' : formatDate(Date.parse(setAt));
  if (problem !== null) return t('settings.accounts.broken', { date });
  if (source === 'stored') {
    return isUnprotected ? t('settings.accounts.storedPlain', { date }) : t('settings.accounts.stored', { date });
  }
  if (source === 'session') return t('settings.accounts.session');
  if (source === 'environment') {
    return t('settings.accounts.environment', { name: account === 'civitai' ? 'CIVITAI_API_TOKEN' : 'HF_TOKEN' });
  }
  return t('settings.accounts.none');
}

/** What is done with the token of an account; null: it is removed. */
type TokenRequest = { token: string; unprotected: boolean } | null;

function useTokenChange(account: TokenState['account'], onSaved: () => void) {
  const { mutate, error, reset } = useMutation({
    mutationFn: (request: TokenRequest) =>
      request === null ? removeToken(account) : setToken(account, request.token, request.unprotected),
    onSuccess: (_nothing, request) => {
      if (request !== null) onSaved();
    },
  });
  const keep = (token: string, unprotected: boolean): void => mutate({ token, unprotected });
  return { problem: error, keep, remove: () => mutate(null), forget: reset };
}

/** One account: whether there is a token, where it goes, and the ways to set, replace and remove it. The token is never shown. */
export function AccountRow({ token, isEncrypted }: { token: TokenState; isEncrypted: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const { problem, keep, remove, forget } = useTokenChange(token.account, () => setOpen(false));
  const name = t(`settings.accounts.names.${token.account}`);
  const isOurs = token.source === 'stored' || token.source === 'session';
  const cancel = (): void => {
    setOpen(false);
    forget();
  };
  return (
    <RowFrame
      id={`token-${token.account}`}
      title={name}
      text={t(`settings.accounts.texts.${token.account}`)}
      facts={
        <>
          <span className="text-soft">{describeState(token)}</span>
          <span>{t('settings.accounts.goesTo', { host: token.host })}</span>
        </>
      }
      problem={problem}
    >
      {isOpen ? (
        <TokenForm name={name} isEncrypted={isEncrypted} onKeep={keep} onCancel={cancel} />
      ) : (
        <div className="flex gap-2">
          <Button
            aria-label={isOurs ? t('settings.accounts.replaceOf', { name }) : t('settings.accounts.setOf', { name })}
            onClick={() => setOpen(true)}
          >
            {isOurs ? t('settings.accounts.replace') : t('settings.accounts.set')}
          </Button>
          {isOurs && (
            <Button aria-label={t('settings.accounts.removeOf', { name })} onClick={remove}>
              {t('settings.accounts.remove')}
            </Button>
          )}
        </div>
      )}
    </RowFrame>
  );
}
