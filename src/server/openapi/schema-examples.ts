/** What a value of a published schema looks like, where a viewer could not guess it: maps, and words of errors. */
export const schemaExamples: Readonly<Record<string, unknown>> = {
  Error: {
    error: 'What failed, and why.',
    message: 'What failed, why, and what to do about it.',
    code: 'one-of-a-closed-list',
    remedy: 'What to do about it.',
  },
  ManagerMappings: {
    'comfyui-impact-pack': [['SAMLoader', 'FaceDetailer'], { title_aux: 'ComfyUI Impact Pack' }],
  },
  InstalledPacksResponse: {
    'comfyui-impact-pack': { ver: '8.1.0', cnr_id: 'comfyui-impact-pack', aux_id: null, enabled: true },
  },
  ImportFailInfoBulkResponse: {
    'comfyui-impact-pack': null,
    'comfyui-custom-scripts': {
      error: "ModuleNotFoundError: No module named 'cv2'",
      traceback: "Traceback (most recent call last):\n…\nModuleNotFoundError: No module named 'cv2'",
    },
  },
};
