"""Consultants, coaches, lawyers, accountants."""

from domain.industries.base import AMBER, BLUE, PLUM, SLATE, TEAL, Form, Industry, Service, Stock, days, field

BRIEF, AGREEMENT = 'Before we meet', 'Confidentiality and terms'

CONSULTING = Industry(
    key='consulting',
    name='Consulting',
    about='Consultants, coaches, law, tax, design',
    icon='work_outline',
    services=(
        Service(
            name='Introductory call', description='Twenty minutes to find out whether we fit. Free, no obligation.', minutes=20, price='0',
            colour=AMBER, after=10, notice=240, place='phone',
        ),
        Service(
            name='Consultation', description='One hour on your question, by video. You get a written summary afterwards.', minutes=60, price='140',
            colour=TEAL, after=15, notice=1440, step=30, place='online', forms=(BRIEF, AGREEMENT),
        ),
        Service(
            name='Meeting at our office', description='One hour, with your papers on the table.', minutes=60, price='150', colour=BLUE, after=15,
            notice=1440, step=30, forms=(BRIEF, AGREEMENT), uses=(('Meeting room', 1), ('Welcome folder', 1)),
        ),
        Service(
            name='Half-day workshop', description='Four hours with your team, prepared and summarised. We confirm after a short look at your aims.',
            minutes=240, price='720', colour=PLUM, before=30, after=30, notice=4320, furthest=120, step=60, confirm=False, forms=(BRIEF,),
            uses=(('Meeting room', 1), ('Workshop kit', 1)),
        ),
        Service(
            name='Follow-up', description='Half an hour on what came of it, by video.', minutes=30, price='70', colour=SLATE, after=10, notice=720,
            place='online',
        ),
    ),
    hours=days(0, 3, ('09:00', '12:30'), ('13:30', '17:30')) | {4: (('09:00', '14:00'),)},
    heading='Tell us about your question',
    intro='A few words are enough. We answer within one working day and treat everything in confidence.',
    questions=[
        field('company', 'Company', 'text'),
        field('topic', 'What is it about?', 'choice', 'Strategy', 'Contracts', 'Taxes', 'People', 'Something else'),
        field('when', 'When do you need an answer?', 'choice', 'This week', 'This month', 'No hurry'),
    ],
    forms=(
        Form(
            name=BRIEF, description='Five minutes now save us half an hour later.',
            fields=[
                field('company', 'Company and your role', 'text', required=True),
                field('situation', 'The situation in a few sentences', 'long_text', required=True),
                field('outcome', 'What would make this meeting worth it?', 'long_text', required=True),
                field('people', 'Who will be there?', 'text'),
                field('deadline', 'Is there a date to keep?', 'date'),
            ],
        ),
        Form(
            name=AGREEMENT, description='What we both can rely on.',
            fields=[
                field('confidential', 'Both sides keep what they learn to themselves.', 'consent', required=True),
                field('terms', 'Appointments cancelled less than 24 hours before are charged at half the fee. I agree.', 'consent', required=True),
                field('invoice', 'Invoice address', 'long_text', required=True),
            ],
        ),
    ),
    stock=(
        Stock(name='Welcome folder', unit='folders', have=25, low=6, critical=2),
        Stock(name='Workshop kit', unit='kits', have=6, low=2, critical=1),
        Stock(name='Meeting room', unit='rooms', have=1, reusable=True),
    ),
)  # fmt: skip
