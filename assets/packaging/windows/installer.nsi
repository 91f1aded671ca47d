; The installer for Windows 10 and 11 (64 bit), built by .ci/installer.py with NSIS 3.
;
;   self-help-wizard-…-setup.exe             asks for rights when the person has them, and installs for everybody;
;                                            a person without them installs for themself alone
;   … /S [/AllUsers | /CurrentUser]          asks nothing
;   … /S /D=C:\another folder                (always last, without quotation marks)
;   … /S /PROFILE=\\server\organisation.toml the organisation's profile is put where only administrators write
;   uninstall.exe /S                         removes all of it, but nothing that a person made
;
; A newer version goes over the older one. Exit status: 0 done, 1 cancelled, 2 failed, 32 the program is running and
; nothing was changed, 1150 this Windows is too old.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
SetCompressor /SOLID lzma

!define TITLE "Self-Help Wizard"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\SelfHelpWizard"
!define RUN_ONCE "Software\Microsoft\Windows\CurrentVersion\RunOnce"
!define OLDEST_BUILD 17763 ; Windows 10 1809: the oldest that Qt 6.11 runs on
!define FAILED 2
!define RUNNING 32 ; ERROR_SHARING_VIOLATION
!define TOO_OLD 1150 ; ERROR_OLD_WIN_VERSION

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR "${TITLE}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"

!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include WinVer.nsh
!include LogicLib.nsh
!include "${CONTENTS}" ; RemoveContents: deletes each file and folder that is installed, and no other

Var ProfileFile ; the file named by /PROFILE=, or nothing

Name "${TITLE}"
OutFile "${TARGET}"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${TITLE}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileDescription "${TITLE} Setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "Apache License 2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartAsThePerson
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Czech"

LangString STILL_RUNS ${LANG_ENGLISH} "${TITLE} is running. Close it, then try again."
LangString STILL_RUNS ${LANG_CZECH} "${TITLE} běží. Zavřete ho a zkuste to znovu."
LangString WINDOWS_TOO_OLD ${LANG_ENGLISH} "${TITLE} needs Windows 10 version 1809 or newer."
LangString WINDOWS_TOO_OLD ${LANG_CZECH} "${TITLE} potřebuje Windows 10 verze 1809 nebo novější."
LangString NO_PROFILE ${LANG_ENGLISH} "The organisation's profile could not be copied:"
LangString NO_PROFILE ${LANG_CZECH} "Profil organizace se nepodařilo zkopírovat:"

; Leaves with a status of its own when one of the programs runs: Windows lets nobody write to a program that does.
!macro WaitUntilClosed PREFIX
  Function ${PREFIX}WaitUntilClosed
    again:
    StrCpy $0 ""
    !insertmacro LookAt "wizard.exe"
    !insertmacro LookAt "wizard-cli.exe"
    !insertmacro LookAt "wizard-elevated.exe"
    StrCmp $0 "" closed
    IfSilent leave
    MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "$(STILL_RUNS)" IDRETRY again
    leave:
    SetErrorLevel ${RUNNING}
    Quit
    closed:
  FunctionEnd
!macroend

!macro LookAt PROGRAM
  ${If} ${FileExists} "$INSTDIR\${PROGRAM}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${PROGRAM}" a
    ${If} ${Errors}
      StrCpy $0 "${PROGRAM}"
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend

!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Function .onInit
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_OK|MB_ICONSTOP "$(WINDOWS_TOO_OLD)" /SD IDOK
    SetErrorLevel ${TOO_OLD}
    Quit
  ${EndIf}
  !insertmacro MULTIUSER_INIT
  ${GetParameters} $0
  ${GetOptions} $0 "/PROFILE=" $ProfileFile
  ${If} $ProfileFile != ""
  ${AndIfNot} ${FileExists} "$ProfileFile"
    MessageBox MB_OK|MB_ICONSTOP "$(NO_PROFILE) $ProfileFile" /SD IDOK
    SetErrorLevel ${FAILED}
    Quit
  ${EndIf}
FunctionEnd

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

; The installer may have an administrator's rights; the window must not: the desktop starts it.
Function StartAsThePerson
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\wizard.exe"'
FunctionEnd

Section
  Call WaitUntilClosed
  ${If} ${FileExists} "$INSTDIR\uninstall.exe" ; an older version: what it had and this one has not must go
    InitPluginsDir
    CopyFiles /SILENT "$INSTDIR\uninstall.exe" "$PLUGINSDIR\older.exe"
    ExecWait '"$PLUGINSDIR\older.exe" /S /UPGRADE /$MultiUser.InstallMode _?=$INSTDIR' $0
    ${If} $0 != 0
      SetErrorLevel $0
      Abort
    ${EndIf}
  ${EndIf}

  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  SetOutPath "$INSTDIR" ; where the shortcut starts
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\wizard.exe"

  WriteRegStr SHCTX "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "Publisher" "Self-Help Wizard authors"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\wizard.exe,0"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" ${SIZE_KILOBYTES}
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1

  ${If} $ProfileFile != ""
    CreateDirectory "$PROGRAMFILES64\${TITLE}\managed"
    ClearErrors
    CopyFiles /SILENT "$ProfileFile" "$PROGRAMFILES64\${TITLE}\managed\organisation.toml"
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "$(NO_PROFILE) $ProfileFile" /SD IDOK
      SetErrorLevel ${FAILED}
      Abort
    ${EndIf}
  ${EndIf}
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  !insertmacro RemoveContents
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/UPGRADE" $1
  ${IfNot} ${Errors}
    Return ; the newer version goes on from here
  ${EndIf}
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP" ; nobody can delete the folder they stand in
  RMDir "$INSTDIR" ; stays when somebody put something into it: an organisation's profile, for one
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegKey SHCTX "${KEY}"

  ; Going on after a restart, for everybody who is signed in
  StrCpy $0 0
  ${Do}
    EnumRegKey $1 HKU "" $0
    ${If} $1 == ""
      ${Break}
    ${EndIf}
    DeleteRegValue HKU "$1\${RUN_ONCE}" "${RUN_ONCE_VALUE}"
    IntOp $0 $0 + 1
  ${Loop}
SectionEnd
