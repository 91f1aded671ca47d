"""What is measured when a service is down (FACTS C2), and kept for the report: snapshot, way, settings, packets."""

from wizard.diagnosis.collecting import collect_service_diagnostics as collect_service_diagnostics
from wizard.diagnosis.consent import agree_to_capture as agree_to_capture
from wizard.diagnosis.consent import capture_consent as capture_consent
from wizard.diagnosis.kept import collected as collected
from wizard.diagnosis.kept import files_for_report as files_for_report
from wizard.diagnosis.model import CAPTURE_S as CAPTURE_S
from wizard.diagnosis.model import PARTS as PARTS
from wizard.diagnosis.model import Collected as Collected
from wizard.diagnosis.model import CollectedFile as CollectedFile
from wizard.diagnosis.model import DiagnosticPart as DiagnosticPart
from wizard.diagnosis.model import DiagnosticResult as DiagnosticResult
from wizard.diagnosis.running_log import note_affected_users as note_affected_users
