import { FolderX, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { Recognition } from '../../src/contract/installation';
import { wordsOf } from '../../src/contract/text/message';
import { Button } from '../components/button';
import { Notice } from '../components/feedback/notice';
import { formatSentence } from '../texts/core-sentences';
import { shortenPath } from '../texts/formatting';

interface FoundFolderProps {
  folder: string;
  recognition: Recognition;
  onOpen: (folder: string) => void;
  /** Looks at another folder. */
  onSelect: (folder: string) => void;
}

const pathChars = 40;

/** A ComfyUI without a Python: it can be opened, and a person knows before what does not work. */
function WithoutPython({ folder, onOpen }: Pick<FoundFolderProps, 'folder' | 'onOpen'>) {
  return (
    <Notice
      isAlert
      tone="amber"
      icon={<TriangleAlert size={16} />}
      title={t('onboarding.noPython')}
      text={t('onboarding.noPythonText')}
    >
      <span className="basis-full font-mono text-xs break-all text-muted selectable">{folder}</span>
      <Button tone="primary" size="small" onClick={() => onOpen(folder)}>
        {t('onboarding.open')}
      </Button>
    </Notice>
  );
}

/** Why a chosen folder was not opened, and the way on: mostly the folder that was meant. */
export function FoundFolder({ folder, recognition, onOpen, onSelect }: FoundFolderProps) {
  if (recognition.recognised) {
    return recognition.installation.interpreter === null && <WithoutPython folder={folder} onOpen={onOpen} />;
  }
  const words = wordsOf(recognition);
  const { folder: meant } = recognition;
  return (
    <Notice
      isAlert
      tone="amber"
      icon={<FolderX size={16} />}
      title={t('onboarding.refused')}
      text={formatSentence(words?.message ?? recognition.reason)}
      remedy={formatSentence(words?.remedy ?? recognition.suggestion)}
    >
      <span className="basis-full font-mono text-xs break-all text-muted selectable">{folder}</span>
      {meant !== null && (
        <Button tone="primary" size="small" title={meant} onClick={() => onSelect(meant)}>
          {t('failure.openFolder', { folder: shortenPath(meant, pathChars) })}
        </Button>
      )}
    </Notice>
  );
}
