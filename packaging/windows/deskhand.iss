; Inno Setup 6: `iscc /DVersion=0.1.0 packaging\windows\deskhand.iss`, after the bundle was built.
; A certificate is used when the sign tool "sign" is configured: /Ssign="signtool sign /fd sha256 /tr URL /td sha256 $f" /DSign
#ifndef Version
  #error Give the version: /DVersion=…
#endif

[Setup]
AppId={{6D2B0F0A-5C67-4B0E-9C1E-5D1C0E6A7D54}
AppName=Deskhand
AppVersion={#Version}
AppPublisher=The Deskhand contributors
DefaultDirName={autopf}\Deskhand
; For this user alone, without an administrator, unless one asks for all.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=deskhand-{#Version}-setup
SetupIconFile=..\icons\deskhand.ico
UninstallDisplayIcon={app}\deskhand.exe
CloseApplications=yes
ChangesAssociations=yes
Compression=lzma2
SolidCompression=yes
#ifdef Sign
SignTool=sign
SignedUninstaller=yes
#endif

[Files]
Source: "..\..\build\dist\deskhand\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\Deskhand"; Filename: "{app}\deskhand.exe"; AppUserModelID: "org.deskhand.Deskhand"

[Registry]
; A link fills a form; it never acts.
Root: HKA; Subkey: "Software\Classes\deskhand"; ValueType: string; ValueData: "URL:Deskhand"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\deskhand"; ValueType: string; ValueName: "URL Protocol"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\deskhand\shell\open\command"; ValueType: string; ValueData: """{app}\deskhand.exe"" open ""%1"""
Root: HKA; Subkey: "Software\Classes\.mcpb\OpenWithProgids"; ValueType: string; ValueName: "Deskhand.mcpb"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Deskhand.mcpb"; ValueType: string; ValueData: "MCP bundle"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Deskhand.mcpb\shell\open\command"; ValueType: string; ValueData: """{app}\deskhand.exe"" open ""%1"""

[Run]
Filename: "{app}\deskhand.exe"; Description: "Deskhand"; Flags: nowait postinstall skipifsilent
