"""The composition root: makes the store, the model thread and the window, and wires them.

Importing it imports Qt but neither torch nor transformers: those come on the model thread, once
the window is painted.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from threading import enumerate as enumerate_threads
from threading import main_thread
from typing import NoReturn

from PySide6.QtCore import (
    QObject,
    QSettings,
    Qt,
    QTemporaryDir,
    QTimer,
    Slot,
)
from PySide6.QtWidgets import QApplication

from explorer.application import NAME, choose_platform, dress, keep_log
from explorer.core.export.atomic import replacing
from explorer.errors import ExportError
from explorer.records import Document, HeadRef, LoadRequest, SurveyFileRequest, WindowOptions
from explorer.resources import DEFAULT_MODEL, builtin_models
from explorer.state import actions as a
from explorer.state.actions.finetune import SearchFolderChosen
from explorer.state.actions.lessons import LessonOpened
from explorer.state.actions.survey import SurveyRequested
from explorer.state.actions.survey_run import JournalChosen
from explorer.state.finetune.tuned import finetune_plan
from explorer.state.hub import gives_up_download, hub_plan
from explorer.state.lessons.taught import failure_of_lesson, is_lesson_current
from explorer.state.model import AppState
from explorer.state.plan import (
    gives_up_lesson,
    gives_up_load,
    gives_up_reading,
    gives_up_writing,
    plan,
)
from explorer.state.reduce import reduce
from explorer.state.store import Store
from explorer.state.survey.running import survey_plan
from explorer.views.window.examples import FIRST
from explorer.views.window.main_window import MainWindow
from explorer.views.window.screenshot import png_of
from explorer.views.window.session import Session
from explorer.worker.command_line import why_missing, why_no_survey
from explorer.worker.hub_threads import HubThreads
from explorer.worker.search_process import SearchProcess
from explorer.worker.survey_process import SurveyProcess
from explorer.worker.thread import ModelThread

FIRST_HEAD = HeadRef(1, 4)  # of the built-in model: here nouns and verbs find each other


class Explorer(QObject):
    """One window with its store and its model thread; lives on the GUI thread."""

    def __init__(self, options: WindowOptions, session: Session) -> None:
        super().__init__()
        self._session = session
        state = session.state(AppState(document=FIRST, head=FIRST_HEAD, fallback=DEFAULT_MODEL))
        if options.text is not None:
            document = Document(options.text, options.pair, target=options.target)
            state = replace(state, document=document)
        languages = options.source_language, options.target_language
        if any(languages):
            state = reduce(state, a.LanguagesChosen(*languages))
        if options.lesson is not None:
            state = reduce(state, LessonOpened(options.lesson))
        missing = why_missing()
        state = replace(
            state,
            finetune=replace(state.finetune, missing=missing),
            survey=replace(state.survey, missing=why_no_survey(), has_ray=not missing),
        )
        self.store = Store(state)
        self.thread_of_model = ModelThread(self)
        self.threads_of_hub = HubThreads(self)
        self.search_process = SearchProcess(self)
        self.survey_process = SurveyProcess(self)
        self.window = MainWindow(builtin_models(), layout=session.layout, theme=options.theme)
        self._source = options.model or session.model_source or DEFAULT_MODEL
        self._device = options.device
        self._dtype = options.dtype
        self._survey = options.survey
        self._writing = options.writing  # until the model has been asked to
        self._connect()

    def _connect(self) -> None:
        self.window.acted.connect(self.store.dispatch)
        self.window.closed.connect(self.close)
        self.thread_of_model.acted.connect(self._thread_acted, Qt.ConnectionType.QueuedConnection)
        self.threads_of_hub.acted.connect(self._thread_acted, Qt.ConnectionType.QueuedConnection)
        self.search_process.acted.connect(self.store.dispatch)
        self.survey_process.acted.connect(self.store.dispatch)
        self.store.subscribe(self._ask_the_thread)
        self.store.subscribe(self._ask_the_hub)
        self.store.subscribe(self._ask_the_search)
        self.store.subscribe(self._ask_the_survey)
        self.store.subscribe(self.window.show_change)
        self.store.subscribe(self._write_once_open)

    def start(self) -> None:
        """Show the window; the model comes once it is painted."""
        # Each thread would keep Python to itself for 5 ms at a time while the other has work.
        sys.setswitchinterval(0.0005)
        self.window.show_change(self.store.state, self.store.state)
        self.window.painted.connect(self._start_model)
        self.window.show()

    @Slot()
    def close(self) -> None:
        """Keep the session, give up what runs and end the thread."""
        self._session.keep(self.store.state, self.window.layout_now())
        self.search_process.shut_down()
        self.survey_process.shut_down()
        if not (self.threads_of_hub.shut_down() and self.thread_of_model.shut_down()):
            # A library call that cannot be interrupted is still reading weights: nothing of ours
            # is left to save, and Qt would abort on a thread that is still running.
            _leave(0)

    @Slot()
    def _start_model(self) -> None:
        self.thread_of_model.start()
        self.window.explore.add_histogram()
        if self._session.search_folder:
            self.store.dispatch(SearchFolderChosen(self._session.search_folder))
        if self._session.journal_folder:
            self.store.dispatch(JournalChosen(self._session.journal_folder))
        self.store.dispatch(a.ModelRequested(LoadRequest(self._source, self._device, self._dtype)))
        if self._survey is not None:
            self.store.dispatch(SurveyRequested(SurveyFileRequest(self._survey)))

    @Slot(object)
    def _thread_acted(self, action: a.Action) -> None:
        self.store.dispatch(action)

    def _write_once_open(self, old: AppState, new: AppState) -> None:
        """What the command line asks the model to write."""
        if self._writing is not None and new.model is not None and old.model is None:
            writing, self._writing = self._writing, None
            self.store.dispatch(a.WritingChosen(writing))
            self.store.dispatch(a.WritingAsked())

    def _ask_the_thread(self, old: AppState, new: AppState) -> None:
        if gives_up_load(old, new):
            self.thread_of_model.cancel_load()
        if gives_up_reading(old, new):
            self.thread_of_model.cancel_inspection()
        if gives_up_writing(old, new):
            self.thread_of_model.cancel_writing()
        if gives_up_lesson(old, new):
            self.thread_of_model.cancel_lesson()
        for request in plan(old, new):
            self.thread_of_model.submit(request)

    def _ask_the_hub(self, old: AppState, new: AppState) -> None:
        if gives_up_download(old.hub, new.hub):
            self.threads_of_hub.cancel_download()
        for request in hub_plan(old.hub, new.hub):
            self.threads_of_hub.submit(request)

    def _ask_the_search(self, old: AppState, new: AppState) -> None:
        if new.finetune.folder != old.finetune.folder:
            # Not only when the window is closed: the search outlives one that is killed, too.
            self._session.keep(new, self.window.layout_now())
        for request in finetune_plan(old, new):
            self.search_process.submit(request)

    def _ask_the_survey(self, old: AppState, new: AppState) -> None:
        if new.survey.run.folder != old.survey.run.folder:
            self._session.keep(new, self.window.layout_now())  # as with a search
        for request in survey_plan(old, new):
            self.survey_process.submit(request)

    # ---- rendering the window into a file --------------------------------------------------------

    def take_screenshot(self, path: Path) -> None:
        """Save the window into a PNG once everything is there, and quit; exit code 2 on failure."""
        self.store.subscribe(lambda _old, new: self._shoot_when_done(new, path))

    def _shoot_when_done(self, state: AppState, path: Path) -> None:
        shown = state.inspection
        if state.problem is not None:
            _fail(state.problem.message)
        elif state.generating is not None or self._writing is not None:
            return  # the picture shows what the model has written
        elif failure_of_lesson(state):
            _fail(failure_of_lesson(state))
        elif state.survey.failed:
            _fail(state.survey.failed)
        elif not is_lesson_current(state) or state.is_playing:
            return
        elif shown is not None and shown.is_whole and shown.request == state.wanted:
            # Once more through the event loop, so that every view has painted.
            QTimer.singleShot(50, self, lambda: self._shoot(path))

    def _shoot(self, path: Path) -> None:
        try:
            with replacing(path) as file:
                file.write(png_of(self.window))
        except ExportError as error:
            _fail(str(error))
        else:
            QApplication.exit(0)


def run(options: WindowOptions) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    choose_platform(options)
    keep_log()
    application = QApplication.instance() or QApplication([NAME])
    assert isinstance(application, QApplication)
    dress(application)
    session = Session(_settings(is_kept=options.screenshot is None))
    explorer = Explorer(options, session)
    explorer.store.subscribe(freeze_libraries)
    if options.size is not None:
        explorer.window.resize(*options.size)
    if options.screenshot is not None:
        explorer.take_screenshot(options.screenshot)
    explorer.start()
    code = application.exec()
    explorer.close()
    if any(thread is not main_thread() and not thread.daemon for thread in enumerate_threads()):
        # A download that was given up still waits for its server, and Python would wait with it.
        _leave(code)
    return code


def freeze_libraries(old: AppState, new: AppState) -> None:
    """Spare the garbage collector what torch and transformers have made once they are imported.

    A million objects that live for ever: walking through them stopped the window for 0.3 s.
    """
    if new.devices and not old.devices:
        gc.freeze()


def _settings(*, is_kept: bool) -> QSettings:
    """The platform's own; a picture neither reads nor writes what windows remember."""
    if is_kept:
        return QSettings(NAME, NAME)
    folder = QTemporaryDir()
    return QSettings(folder.filePath("settings.ini"), QSettings.Format.IniFormat)


def _leave(code: int) -> NoReturn:
    """End the process at once: everything that must be kept has been written."""
    sys.stdout.flush()
    sys.stderr.flush()
    logging.shutdown()
    os._exit(code)


def _fail(message: str) -> None:
    print(f"{NAME}: {message}", file=sys.stderr)
    QApplication.exit(2)
