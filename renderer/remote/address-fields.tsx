import { t } from 'i18next';
import { type RefObject, useState } from 'react';
import type { AppError } from '../../src/contract/errors';
import { isReadableOnTheWay, withScheme } from '../../src/contract/remote/names';
import { call } from '../bridge';
import { CheckLine } from '../components/form/check-box';
import { TextField } from '../components/form/text-field';
import { useTokens } from '../state/settings/settings-queries';
import { isFormOf, useConnecting, writeRefusal } from './connecting';

/** What is typed of an address. The token is nowhere else in the window, and gone with the dialog. */
export function useAddress(given: string) {
  const [address, setAddress] = useState(given);
  const [token, setToken] = useState('');
  const [isUnprotected, setUnprotected] = useState(false);
  const sent = { address: withScheme(address), token: token.trim(), unprotected: isUnprotected };
  const connecting = useConnecting((_nothing, signal) => call('remote.connect', sent, signal));
  const { change } = connecting;
  return {
    ...{ ...connecting, connect: () => connecting.connect(), address, token, isUnprotected, setUnprotected, sent },
    ...{ setAddress: change(setAddress), setToken: change(setToken) },
    isReady: address.trim() !== '' && sent.token !== '',
    confirmLabel: t('remote.connect'),
  };
}

/** Whether the token is what was wrong: refused there, or none by its form. */
const isAboutToken = (error: AppError): boolean => error.code === 'token-required' || isFormOf('token', error);

const wordsOf = (error: AppError): string => (isFormOf('token', error) ? t('remote.noToken') : writeRefusal(error));

/** Where the system cannot encrypt, the person decides how long the token is kept. */
function Unprotected({ isChosen, onChoose }: { isChosen: boolean; onChoose: (isChosen: boolean) => void }) {
  if (useTokens().data?.isEncrypted !== false) return null;
  return (
    <CheckLine isChecked={isChosen} onChoose={onChoose} className="mt-2 text-sm text-soft">
      {t('settings.accounts.unprotected')}
    </CheckLine>
  );
}

interface AddressFieldsProps {
  fields: ReturnType<typeof useAddress>;
  firstRef: RefObject<HTMLInputElement | null>;
}

/** Where the other core is served, and the token that opens it. */
export function AddressFields({ fields, firstRef }: AddressFieldsProps) {
  const { address, token, sent, error } = fields;
  const isToken = error !== null && isAboutToken(error);
  const isAddress = error !== null && !isToken;
  const isReadable = isReadableOnTheWay(sent.address) && address.trim() !== '';
  const hint = isReadable ? t('remote.readable') : t('remote.addressHint');
  return (
    <>
      <TextField
        isExact
        id="connect-address"
        ref={firstRef}
        label={t('remote.address')}
        placeholder="192.168.1.20:8190"
        value={address}
        maxLength={1000}
        spellCheck={false}
        isInvalid={isAddress}
        words={isAddress ? writeRefusal(error) : hint}
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
          words={isToken ? wordsOf(error) : t('remote.tokenHint')}
          onChange={fields.setToken}
        />
      </div>
      <Unprotected isChosen={fields.isUnprotected} onChoose={fields.setUnprotected} />
    </>
  );
}
