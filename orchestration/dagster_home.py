"""Dagster's own settings, which Leadline writes under the data folder.

Belongs here: dagster.yaml. Does not belong here: running anything, or importing Dagster.
"""

from __future__ import annotations

import json

from orchestration.settings import Settings

INSTANCE = """\
# Written by Leadline at every run and by `leadline ui`.
telemetry:
  enabled: false
python_logs:
  managed_python_loggers: [leadline]
event_log_storage:
  module: orchestration.event_log
  class: OneConnectionEventLog
  config:
    base_dir: {base_dir}
# What a run prints is in its events and in logs/; capturing it again costs four processes a run.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
# One run at a time; the run lock says the same to `leadline run`.
concurrency:
  runs:
    max_concurrent_runs: 1
# Looks of schedules and sensors that started nothing are soon forgotten.
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 30
      success: -1
"""


def write_home(settings: Settings) -> None:
    """Write `dagster/dagster.yaml` under the data folder, unless it is there as it should be."""
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    text = INSTANCE.format(base_dir=json.dumps(str(home / "history" / "runs")))
    file = home / "dagster.yaml"
    if not file.exists() or file.read_text() != text:
        aside = home / ".dagster.yaml"
        aside.write_text(text)
        aside.replace(file)
