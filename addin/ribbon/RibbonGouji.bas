Attribute VB_Name = "RibbonGouji"
Option Explicit
' The callbacks of the tab. Source is ASCII only: labels stand in customUI14.xml, messages in the sheet gouji.text,
' so the code page of the project and of the PC never matters. Everything that is not a guard happens in Python.

Private Const RUNNING As String = "running"
Private mRibbon As IRibbonUI

Public Sub GoujiOnLoad(ribbon As IRibbonUI)
    Set mRibbon = ribbon
    ThisWorkbook.GoujiListen
End Sub

Public Sub GoujiRefresh()
    ' After an unhandled error VBA forgets its variables, and the ribbon with them: then the buttons stay as they are.
    If Not mRibbon Is Nothing Then mRibbon.Invalidate
End Sub

Public Sub GoujiEnabled(control As IRibbonControl, ByRef enabled As Variant)
    enabled = GoujiIsReport()
End Sub

' ---- one Sub a button; the word is the function in gouji.ribbon

Public Sub GoujiNewReport(control As IRibbonControl)
    GoujiRun "new_report", False
End Sub

Public Sub GoujiImportPrevious(control As IRibbonControl)
    GoujiRun "import_previous", True
End Sub

Public Sub GoujiImportReport(control As IRibbonControl)
    GoujiRun "import_report", False
End Sub

Public Sub GoujiValidate(control As IRibbonControl)
    GoujiRun "validate", True
End Sub

Public Sub GoujiPrevious(control As IRibbonControl)
    GoujiRun "previous_finding", True
End Sub

Public Sub GoujiNext(control As IRibbonControl)
    GoujiRun "next_finding", True
End Sub

Public Sub GoujiAdopt(control As IRibbonControl)
    GoujiRun "adopt", True
End Sub

Public Sub GoujiExplain(control As IRibbonControl)
    GoujiRun "explain", True
End Sub

Public Sub GoujiClear(control As IRibbonControl)
    GoujiRun "clear", True
End Sub

Public Sub GoujiExportJson(control As IRibbonControl)
    GoujiRun "export_json", True
End Sub

Public Sub GoujiExportReport(control As IRibbonControl)
    GoujiRun "export_report", True
End Sub

Public Sub GoujiExportDraft(control As IRibbonControl)
    GoujiRun "export_draft", True
End Sub

Public Sub GoujiExportCopy(control As IRibbonControl)
    GoujiRun "export_copy", True
End Sub

Public Sub GoujiShowGuide(control As IRibbonControl)
    GoujiRun "show_guide", True
End Sub

Public Sub GoujiShowRule(control As IRibbonControl)
    GoujiRun "show_rule", True
End Sub

Public Sub GoujiAbout(control As IRibbonControl)
    GoujiRun "about", False
End Sub

' ---- guards

Public Function GoujiIsReport() As Boolean
    ' A report workbook carries the id of its form in a hidden name. In Protected View there is no ActiveWorkbook.
    Dim form As String
    On Error Resume Next
    form = ActiveWorkbook.Names("gouji.form").RefersTo
    GoujiIsReport = (Len(form) > 0)
End Function

Private Function GoujiForeignSheet() As String
    ' xlwings obeys a sheet gouji.conf in the active workbook before our own (it could name another interpreter),
    ' and runs code that it finds in a sheet *.py. A collected workbook may be hostile: neither is ever right in one.
    Dim sheet As Object
    If ActiveWorkbook Is Nothing Then Exit Function
    For Each sheet In ActiveWorkbook.Worksheets
        If LCase$(sheet.Name) = LCase$(PROJECT_NAME & ".conf") Or LCase$(Right$(sheet.Name, 3)) = ".py" Then
            GoujiForeignSheet = sheet.Name
            Exit Function
        End If
    Next sheet
End Function

Private Function GoujiInProtectedView() As Boolean
    On Error Resume Next
    GoujiInProtectedView = Not (Application.ActiveProtectedViewWindow Is Nothing)
End Function

Private Function GoujiMayRun(ByVal needsReport As Boolean) As Boolean
    If GoujiForeignSheet() <> "" Then
        GoujiSay "refused", GoujiForeignSheet()
    ElseIf Not needsReport Or GoujiIsReport() Then
        GoujiMayRun = True
    ElseIf ActiveWorkbook Is Nothing Then
        GoujiSay IIf(GoujiInProtectedView(), "protected_view", "no_report")
    Else
        GoujiSay "no_report"
    End If
End Function

' ---- running

Private Sub GoujiRun(ByVal action As String, ByVal needsReport As Boolean)
    Dim scratch As Workbook
    Dim interpreter As String
    On Error GoTo failed
    If Not GoujiMayRun(needsReport) Then Exit Sub
    ' RunPython reads ActiveWorkbook.FullName, so it needs one even for a new report.
    If ActiveWorkbook Is Nothing Then Set scratch = Workbooks.Add
    interpreter = GetConfig("INTERPRETER_WIN")
    If FileExists(interpreter) Then
        Application.StatusBar = GoujiText(RUNNING)
        RunPython GoujiCommand(action)
    Else
        GoujiSay "no_python", interpreter
    End If
    GoujiTidy scratch
    Exit Sub
failed:
    GoujiSay "failed", Err.Description
    GoujiTidy scratch
End Sub

Public Function GoujiCommand(ByVal action As String) As String
    GoujiCommand = "import gouji.ribbon; gouji.ribbon." & action & "()"
End Function

Private Sub GoujiTidy(scratch As Workbook)
    On Error Resume Next
    ' What Python wrote into the status bar stays.
    If Application.StatusBar = GoujiText(RUNNING) Then Application.StatusBar = False
    If Not scratch Is Nothing Then scratch.Close False
    GoujiRefresh
End Sub

' ---- words

Private Sub GoujiSay(ByVal key As String, Optional ByVal detail As String = "")
    Dim message As String
    message = GoujiText(key)
    If detail <> "" Then message = message & vbCrLf & detail
    MsgBox message, vbExclamation, GoujiText("title")
End Sub

Public Function GoujiText(ByVal key As String) As String
    Dim at As Long
    GoujiText = key
    With ThisWorkbook.Worksheets("gouji.text")
        at = 1
        Do While .Cells(at, 1).Value <> ""
            If .Cells(at, 1).Value = key Then
                GoujiText = .Cells(at, 2).Value
                Exit Do
            End If
            at = at + 1
        Loop
    End With
End Function
