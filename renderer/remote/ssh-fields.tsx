import { t } from 'i18next';
import { type RefObject, useState } from 'react';
import type { AppError } from '../../src/contract/errors';
import { call } from '../bridge';
import { TextField } from '../components/form/text-field';
import { isFormOf, useConnecting, writeRefusal } from './connecting';

/** What is typed of a machine that is reached by ssh. Where no core runs there, the next press starts one. */
export function useSsh(given: { host: string; folder: string }) {
  const [host, setHost] = useState(given.host);
  const [folder, setFolder] = useState(given.folder);
  const place = { host: host.trim(), ...(folder.trim() !== '' && { folder: folder.trim() }) };
  const connecting = useConnecting((start: boolean, signal) =>
    call('remote.connectBySsh', { ...place, start }, signal),
  );
  const { change, error } = connecting;
  const isToStart = error?.code === 'not-served';
  return {
    ...{
      ...connecting,
      connect: () => connecting.connect(isToStart),
      host,
      folder,
      setHost: change(setHost),
      setFolder: change(setFolder),
    },
    isReady: place.host !== '',
    confirmLabel: isToStart ? t('remote.start') : t('remote.connect'),
  };
}

const isAboutFolder = (error: AppError): boolean => error.code === 'installation-missing' || isFormOf('folder', error);

interface SshFieldsProps {
  fields: ReturnType<typeof useSsh>;
  firstRef: RefObject<HTMLInputElement | null>;
}

/** Which machine, and which ComfyUI of it where there are several. */
export function SshFields({ fields, firstRef }: SshFieldsProps) {
  const { host, folder, error } = fields;
  const isFolder = error !== null && isAboutFolder(error);
  const isHost = error !== null && !isFolder;
  const wordsOf = (problem: AppError): string => {
    if (isFormOf('folder', problem)) return t('remote.noFolder');
    return isFormOf('host', problem) ? t('remote.noHost') : writeRefusal(problem);
  };
  return (
    <>
      <TextField
        isExact
        id="connect-host"
        ref={firstRef}
        label={t('remote.host')}
        placeholder="me@studio"
        value={host}
        maxLength={255}
        spellCheck={false}
        isInvalid={isHost}
        words={isHost ? wordsOf(error) : t('remote.hostHint')}
        onChange={fields.setHost}
      />
      <div className="mt-3">
        <TextField
          isExact
          id="connect-folder"
          label={t('remote.folder')}
          placeholder="~/ComfyUI"
          value={folder}
          maxLength={1000}
          spellCheck={false}
          isInvalid={isFolder}
          words={isFolder ? wordsOf(error) : t('remote.folderHint')}
          onChange={fields.setFolder}
        />
      </div>
    </>
  );
}
