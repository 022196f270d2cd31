; electron-builder puts this into the installer of Windows: it registers file endings itself, and no scheme of links.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\comfyui-manager-desktop" "" "URL:ComfyUI Manager Desktop"
  WriteRegStr SHELL_CONTEXT "Software\Classes\comfyui-manager-desktop" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\comfyui-manager-desktop\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\comfyui-manager-desktop\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\comfyui-manager-desktop"
!macroend
