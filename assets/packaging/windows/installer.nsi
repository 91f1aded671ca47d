; The installer for Windows 10 and 11 (64 bit), built by .ci/installer.py with NSIS 3.
;
;   self-help-wizard-…-setup.exe             asks for rights when the person has them, and installs for everybody;
;                                            a person without them installs for themself alone
;   … /S [/AllUsers | /CurrentUser]          asks nothing
;   … /S [/CurrentUser] /D=C:\another folder (always last, without quotation marks; for the first time only)
;   … /S /PROFILE=\\server\organisation.toml the organisation's profile is put where only administrators write
;   uninstall.exe /S                         removes all of it, but nothing that a person made
;
; For everybody it goes below Program Files alone: in a folder that others may write to, they could change a program
; that administrators run. A newer version goes over the older one, whose list of files is read and whose programs are
; never run. Exit status: 0 done, 1 cancelled, 2 failed, 5 not into that folder, 32 the program is running, 1150 this
; Windows is too old; with 5, 32 and 1150 nothing was changed.

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
!define NOT_THERE 5 ; ERROR_ACCESS_DENIED
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
!define LIST "contents.txt" ; the same names as text (UTF-16, a folder ends in \), for the next version

Var Place ; the folder named by /D=, or nothing
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
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE StayWhereOthersWrite
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
LangString OTHERS_WRITE ${LANG_ENGLISH} "For everybody, ${TITLE} is installed into a new folder right in $PROGRAMFILES64: elsewhere others could change it. Choose such a folder, or install it for yourself alone."
LangString OTHERS_WRITE ${LANG_CZECH} "Pro všechny se ${TITLE} instaluje do nové složky přímo v $PROGRAMFILES64: jinde by ho mohli změnit jiní. Zvolte takovou složku, nebo ho nainstalujte jen pro sebe."
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

; Leaves $0 empty when the folder may be installed into. For everybody that is a folder right in Program Files, where
; only administrators make one: this program's own, the one it was installed into before, or a new one. Another that is
; there already may have been opened to everybody by another program.
Function LookAtPlace
  StrCpy $0 ""
  ${If} $MultiUser.InstallMode != "AllUsers"
    Return
  ${EndIf}
  StrCpy $0 "others"
  System::Call 'kernel32::GetFullPathNameW(w "$INSTDIR", i ${NSIS_MAX_STRLEN}, w .r1, p 0) i .r2'
  ${GetParent} "$1" $3
  ${If} $2 = 0
  ${OrIf} $3 != "$PROGRAMFILES64"
    Return
  ${EndIf}
  ReadRegStr $4 HKLM "${KEY}" "InstallLocation"
  ${If} $1 == "$PROGRAMFILES64\${TITLE}"
  ${OrIf} $1 == "$4"
  ${OrIfNot} ${FileExists} "$1"
    StrCpy $INSTDIR "$1"
    StrCpy $0 ""
  ${EndIf}
FunctionEnd

Function StayWhereOthersWrite
  Call LookAtPlace
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONSTOP "$(OTHERS_WRITE)"
    Abort ; the page stays
  ${EndIf}
FunctionEnd

; Deletes what the older version installed, by its list, which is read and not believed: a name that is no plain one, or
; lies behind a link, is passed over, so nothing outside is ever touched.
Function RemoveOlderVersion
  ClearErrors
  FileOpen $R0 "$INSTDIR\${LIST}" r
  ${If} ${Errors}
    Return
  ${EndIf}
  ${Do}
    ClearErrors
    FileReadUTF16LE $R0 $R1
    ${If} ${Errors}
      ${Break}
    ${EndIf}
    Call RemoveNamed
  ${Loop}
  FileClose $R0
  Delete "$INSTDIR\${LIST}"
FunctionEnd

; $R1: a line of the list
Function RemoveNamed
  StrCpy $R2 0
  StrCpy $R3 ""  ; what was read of the name
  StrCpy $R5 "\" ; the character before
  ${Do}
    StrCpy $R4 $R1 1 $R2
    ${If} $R4 == ""
    ${OrIf} $R4 == "$\r"
    ${OrIf} $R4 == "$\n"
      ${Break}
    ${EndIf}
    ${If} $R4 == ":"
    ${OrIf} $R4 == "/"
    ${OrIf} $R4 == "*"
    ${OrIf} $R4 == "?"
    ${OrIf} "$R5$R4" == "\\"
    ${OrIf} "$R5$R4" == "\."
    ${OrIf} "$R5$R4" == ".."
      Return
    ${EndIf}
    ${If} $R4 == "\"
      System::Call 'kernel32::GetFileAttributesW(w "$INSTDIR\$R3") i .R6'
      IntOp $R7 $R6 & 0x400 ; FILE_ATTRIBUTE_REPARSE_POINT; a folder that is not there answers with all bits
      ${If} $R7 <> 0
        Return
      ${EndIf}
    ${EndIf}
    StrCpy $R3 "$R3$R4"
    StrCpy $R5 $R4
    IntOp $R2 $R2 + 1
  ${Loop}
  ${If} $R3 == ""
    Return
  ${EndIf}
  ${If} $R5 == "\"
    StrCpy $R3 $R3 -1
    RMDir "$INSTDIR\$R3"
  ${Else}
    Delete "$INSTDIR\$R3"
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_OK|MB_ICONSTOP "$(WINDOWS_TOO_OLD)" /SD IDOK
    SetErrorLevel ${TOO_OLD}
    Quit
  ${EndIf}
  StrCpy $Place $INSTDIR
  !insertmacro MULTIUSER_INIT
  ${If} $Place != ""
  ${AndIf} $MultiUser.InstDir == "" ; a newer version goes where the older one is
    StrCpy $INSTDIR $Place ; MultiUser has passed over it
  ${EndIf}
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
  Call LookAtPlace
  ${If} $0 != ""
    MessageBox MB_OK|MB_ICONSTOP "$(OTHERS_WRITE)" /SD IDOK
    SetErrorLevel ${NOT_THERE}
    Quit
  ${EndIf}
  Call WaitUntilClosed
  Call RemoveOlderVersion ; what it had and this one has not must go

  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}/*"
  File "/oname=${LIST}" "${NAMES}"
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
  Delete "$INSTDIR\${LIST}"
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
