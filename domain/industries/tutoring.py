"""Tutors, music teachers, language schools."""

from domain.industries.base import AMBER, BLUE, PLUM, SLATE, TEAL, Form, Industry, Service, Stock, days, field

LEARNER = 'About the learner'

TUTORING = Industry(
    key='tutoring',
    name='Tutoring',
    about='School subjects, languages, music',
    icon='school',
    services=(
        Service(
            name='Trial lesson', description='We get to know each other and find out where to begin.', minutes=30, price='0', colour=AMBER,
            after=10, notice=720, step=30, forms=(LEARNER,), uses=(('Placement test', 1), ('Teaching room', 1)),
        ),
        Service(
            name='Single lesson', description='One to one, at our place.', minutes=60, price='35', colour=TEAL, after=10, notice=720, step=30,
            uses=(('Workbook', 1), ('Teaching room', 1)),
        ),
        Service(
            name='Online lesson', description='One to one by video. You get the link with the confirmation.', minutes=60, price='32', colour=BLUE,
            after=5, notice=240, step=30, place='online',
        ),
        Service(
            name='Double lesson', description='90 minutes, good before an exam.', minutes=90, price='50', colour=PLUM, after=10, notice=720,
            step=30, uses=(('Workbook', 1), ('Teaching room', 1)),
        ),
        Service(
            name='Study group', description='Up to six learners of the same level.', minutes=90, price='18', colour=SLATE, after=15, notice=720,
            step=30, capacity=6, uses=(('Workbook', 1), ('Teaching room', 1)),
        ),
    ),
    hours=days(0, 4, ('14:00', '20:00')) | {5: (('10:00', '14:00'),)},
    heading='Ask about lessons',
    intro='Tell us the subject and the goal, and we will suggest how to begin. A trial lesson is free.',
    questions=[
        field('subject', 'Subject', 'choice', 'Mathematics', 'English', 'Another language', 'Science', 'Music', 'Something else', required=True),
        field('level', 'Class or level', 'text'),
        field('goal', 'What is the goal?', 'choice', 'Better marks', 'An exam', 'Catching up', 'For pleasure'),
    ],
    forms=(
        Form(
            name=LEARNER, description='Two minutes that make the first lesson better.',
            fields=[
                field('learner', 'Name of the learner', 'text', required=True),
                field('born', 'Date of birth', 'date'),
                field('school', 'School and class, or level', 'text', required=True),
                field('goal', 'What should be different in three months?', 'long_text', required=True),
                field('exam', 'Date of the next exam, if there is one', 'date'),
                field('hard', 'What is hard at the moment?', 'long_text'),
                field('guardian', 'Under 18: name and telephone number of a parent', 'text'),
                field('terms', 'Lessons cancelled less than 24 hours before are charged. I agree.', 'consent', required=True),
            ],
        ),
    ),
    stock=(
        Stock(name='Workbook', unit='copies', have=40, low=10, critical=3),
        Stock(name='Placement test', unit='copies', have=30, low=8, critical=2),
        Stock(name='Whiteboard markers', unit='pens', have=20, low=6, critical=2),
        Stock(name='Teaching room', unit='rooms', have=2, reusable=True),
    ),
)  # fmt: skip
