"""Editors of repeated things (questions, hours): one element each, however much it holds; the page keeps what they say."""

from careops_ui.editors.hours_editor import DaysOffEditor, HoursEditor
from careops_ui.editors.questions_editor import QuestionsEditor

__all__ = ['DaysOffEditor', 'HoursEditor', 'QuestionsEditor']
