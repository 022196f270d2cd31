/** What a value of a published schema looks like, where a viewer could not guess it: maps, and words of errors. */
export const schemaExamples: Readonly<Record<string, unknown>> = {
  Error: {
    error: 'There is no snapshot "monday".',
    message: 'There is no snapshot "monday". Ask /v2/snapshot/getlist for the names.',
    code: 'snapshot-not-found',
    remedy: 'Ask /v2/snapshot/getlist for the names.',
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
