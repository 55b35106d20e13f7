; A laid-out bundle in (scripts/build_installer.py), a per-user setup.exe out.
; makensis -INPUTCHARSET UTF8 -DBUNDLE=... -DVERSION=... -DPYTHON=3.11 -DOUTPUT=... gouji.nsi
; Everything goes below the user's own folders: no administrator, nothing in HKLM, nothing for other users.

Unicode true
Target x86-unicode ; the program of NSIS itself; what it installs is 64-bit
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
!endif
SetDateSave off

!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define TITLE "年报勾稽"
!define MENU "$SMPROGRAMS\年报勾稽"
!define XLSTART "$APPDATA\Microsoft\Excel\XLSTART"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\gouji"

Name "${TITLE}"
OutFile "${OUTPUT}"
BrandingText "${TITLE} ${VERSION}"
LoadLanguageFile "${NSISDIR}\Contrib\Language files\SimpChinese.nlf"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

!macro CloseExcel
  ; Excel holds the add-in open: it could be neither replaced nor deleted.
  ${Do}
    FindWindow $0 "XLMAIN"
    ${If} $0 = 0
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "请先保存并关闭所有 Excel 窗口，再点“重试”。" /SD IDCANCEL IDRETRY +2
    Abort "没有改动任何东西：Excel 还开着。"
  ${Loop}
!macroend

!macro RemovePython
  ; python.exe first: while it runs it cannot be deleted, and then nothing else shall be.
  ${Do}
    ClearErrors
    ${IfNot} ${FileExists} "$INSTDIR\python\python.exe"
      ${Break}
    ${EndIf}
    Delete "$INSTDIR\python\python.exe"
    ${IfNot} ${Errors}
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "年报勾稽正在运行。请等它结束，再点“重试”。" /SD IDCANCEL IDRETRY +2
    Abort "没有改动任何东西：年报勾稽正在运行。"
  ${Loop}
  RMDir /r "$INSTDIR\python"
!macroend

Function .onInit
  ; Fixed, whatever /D= says: the add-in names this place, and the uninstaller deletes folders here.
  StrCpy $INSTDIR "$LOCALAPPDATA\gouji"
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "这台电脑是 32 位 Windows，年报勾稽需要 64 位 Windows。没有安装。" /SD IDOK
    Abort
  ${EndIf}
  ${IfNot} ${AtLeastWin8.1}
    MessageBox MB_OK|MB_ICONSTOP "年报勾稽需要 Windows 8.1 或更新的版本。没有安装。" /SD IDOK
    Abort
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" "UninstallString"
  ${If} $0 == ""
  ${AndIf} ${FileExists} "${XLSTART}\gouji.xlam"
    MessageBox MB_OK|MB_ICONSTOP "Excel 的启动文件夹里已经有一个 gouji.xlam，不是这个安装程序放的，没有动它：$\r$\n$\r$\n${XLSTART}$\r$\n$\r$\n请先把它移走（用 pip 装的，请运行 gouji addin remove），再安装。" /SD IDOK
    Abort
  ${EndIf}
FunctionEnd

Function un.onInit
  StrCpy $INSTDIR "$LOCALAPPDATA\gouji"
FunctionEnd

Section
  !insertmacro CloseExcel
  !insertmacro RemovePython ; an older version leaves no modules behind
  SetOutPath "$INSTDIR\python"
  File /r "${BUNDLE}/python/*"
  SetOutPath "$INSTDIR"
  File "${BUNDLE}/gouji.cmd"
  File "/oname=使用说明.txt" "${BUNDLE}/manual.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  SetOutPath "${XLSTART}"
  File "${BUNDLE}/gouji.xlam"
  ; The folder that an entry starts in: not XLSTART.
  SetOutPath "$INSTDIR"
  CreateDirectory "${MENU}"
  CreateShortcut "${MENU}\校验正打开的工作簿.lnk" "$INSTDIR\python\pythonw.exe" "-m gouji excel validate"
  CreateShortcut "${MENU}\使用说明.lnk" "$INSTDIR\使用说明.txt"
  CreateShortcut "${MENU}\卸载.lnk" "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\python\python.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  SectionGetSize 0 $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  DetailPrint "安装好了。重新打开 Excel，就能看到“年报勾稽”选项卡。"
SectionEnd

Section "Uninstall"
  !insertmacro CloseExcel
  !insertmacro RemovePython
  Delete "${XLSTART}\gouji.xlam"
  Delete "${MENU}\校验正打开的工作簿.lnk"
  Delete "${MENU}\使用说明.lnk"
  Delete "${MENU}\卸载.lnk"
  RMDir "${MENU}"
  Delete "$INSTDIR\gouji.cmd"
  Delete "$INSTDIR\使用说明.txt"
  RMDir /r "$INSTDIR\logs" ; the ribbon's own
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP" ; a current folder cannot be removed
  ; Only when empty: what somebody put there stays. XLSTART is Excel's own and stays too.
  RMDir "$INSTDIR"
SectionEnd
