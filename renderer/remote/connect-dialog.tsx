import { t } from 'i18next';
import { useRef, useState } from 'react';
import { readSshAddress } from '../../src/contract/remote/names';
import { Dialog } from '../components/dialogs/dialog';
import { SegmentControl } from '../components/form/segment-control';
import { showConnect, useWindow } from '../navigation/window-store';
import { AddressFields, useAddress } from './address-fields';
import { SshFields, useSsh } from './ssh-fields';

const ways = ['address', 'ssh'] as const;

function ConnectFields({ given }: { given: string }) {
  const firstRef = useRef<HTMLInputElement>(null);
  const known = readSshAddress(given);
  const [way, setWay] = useState<string>(known === null ? 'address' : 'ssh');
  const address = useAddress(known === null ? given : '');
  const ssh = useSsh(known ?? { host: '', folder: '' });
  const chosen = way === 'ssh' ? ssh : address;
  return (
    <Dialog
      isForm
      title={t('remote.title')}
      text={t('remote.text')}
      focusRef={firstRef}
      confirmLabel={chosen.confirmLabel}
      confirmTestId="connect-confirm"
      waitsFor={chosen.isPending ? t('remote.connecting') : undefined}
      isDisabled={!chosen.isReady}
      testId="connect-dialog"
      onConfirm={chosen.connect}
      onClose={() => showConnect(null)}
    >
      <div className="mb-4">
        <SegmentControl
          id="connect-way"
          name={t('remote.way')}
          value={way}
          options={ways.map((value) => ({ value, label: t(`remote.ways.${value}`) }))}
          isDisabled={chosen.isPending}
          onChoose={setWay}
        />
      </div>
      {way === 'ssh' ? (
        <SshFields fields={ssh} firstRef={firstRef} />
      ) : (
        <AddressFields fields={address} firstRef={firstRef} />
      )}
    </Dialog>
  );
}

/** Opens an installation that is served on another machine. Stands above every place and the first screen. */
export function ConnectDialog() {
  const given = useWindow((state) => state.connectAddress);
  return given !== null && <ConnectFields given={given} />;
}
