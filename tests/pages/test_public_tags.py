"""The text tags: escaped, in order, and the same tree as NiceGUI's elements."""

from typing import Any

from careops_ui.tags import Tags
from tests.pages import trees

NASTY = '<script>alert("1")</script> & \'quoted\' {{ 7 }}'


def page(tags: Any) -> None:
    with tags.form(method='post', action='/book/a?b=1&c=2').classes('stack loose'):
        with tags.label(NASTY).classes('field'):
            tags.input_(name='name', required=True, disabled=False, **{'^value': NASTY, 'aria-label': None})
        tags.textarea('\nsecond line', name='notes')
        with tags.select(name='with'):
            tags.option('Anyone', value='', selected=True)
        tags.span().classes('tone').style('--tone: #1f6f54')
        tags.br()


def test_user_text_stays_text() -> None:
    tags = Tags()
    page(tags)
    assert '<script' not in str(tags)
    assert '&lt;script&gt;' in str(tags)
    assert 'value="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;' in str(tags)


def test_a_value_that_is_none_or_false_leaves_no_attribute() -> None:
    tags = Tags()
    tags.input_(required=True, disabled=False, autocomplete=None)
    assert str(tags) == '<input required="">'


def test_children_stand_where_they_were_built() -> None:
    tags = Tags()
    with tags.div():
        tags.b('one')
        with tags.ul():
            tags.li('two')
        tags.b('three')
    assert str(tags) == '<div><b>one</b><ul><li>two</li></ul><b>three</b></div>'


async def test_both_tag_sets_draw_the_same_tree() -> None:
    written, drawn = trees.written(page), trees.drawn(page)
    assert written == drawn
