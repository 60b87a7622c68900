"""Hair and beauty."""

from domain.industries.base import (
    AMBER,
    BLUE,
    PLUM,
    ROSE,
    SLATE,
    TEAL,
    Form,
    Industry,
    Service,
    Stock,
    days,
    field,
)

PATCH = 'Patch test and allergies'

SALON = Industry(
    key='salon',
    name='Salon',
    about='Hair, beauty, nails, barbers',
    icon='content_cut',
    services=(
        Service(
            name='Cut and finish', description='Consultation, wash, cut and blow-dry.', minutes=45, price='38',
            colour=TEAL, after=10, uses=(('Shampoo', 20), ('Towels', 1), ('Neck strips', 1)),
        ),
        Service(
            name='Full colour', description='All-over colour with wash and blow-dry. Please do the patch test two days before.',
            minutes=120, price='85', colour=PLUM, after=15, notice=2880, forms=(PATCH,),
            uses=(('Developer 6 %', 120), ('Colour tube', 2), ('Nitrile gloves', 1), ('Towels', 2)),
        ),
        Service(
            name='Balayage', description='Hand-painted highlights with toner and finish. Please do the patch test two days before.',
            minutes=150, price='120', colour=ROSE, after=15, notice=2880, forms=(PATCH,),
            uses=(('Developer 6 %', 120), ('Lightener', 60), ('Nitrile gloves', 1), ('Towels', 2)),
        ),
        Service(
            name='Cut and beard', description='Cut, beard shape and hot towel.', minutes=45, price='32', colour=BLUE, after=5,
            uses=(('Towels', 2), ('Neck strips', 1)),
        ),
        Service(
            name='Children’s cut', description='Up to 12 years.', minutes=30, price='20', colour=AMBER, after=5,
            uses=(('Neck strips', 1),),
        ),
        Service(
            name='Colour consultation', description='We look at your hair, talk about what is possible, and do the patch test.',
            minutes=20, price='0', colour=SLATE, uses=(('Nitrile gloves', 1),),
        ),
    ),
    hours=days(1, 4, ('09:00', '18:00')) | {5: (('09:00', '16:00'),)},
    heading='Write to us',
    intro='Tell us what you have in mind and we will answer on our next open day, Tuesday to Saturday.',
    questions=[
        field('about', 'What is it about?', 'choice', 'Cut', 'Colour', 'Beard', 'Something else'),
        field('first_visit', 'Is this your first visit?', 'yes_no'),
    ],
    forms=(
        Form(
            name=PATCH, description='Colour can cause a reaction. Your answers help us to keep you safe.',
            fields=[
                field('coloured', 'Have you coloured your hair in the last 12 months?', 'yes_no', required=True),
                field('reacts', 'Do you react to any of these?', 'multiple_choice', 'Hair dye', 'Henna or black tattoos', 'Latex', 'Perfume',
                      'None of these', required=True),
                field('what_happened', 'If you reacted: what happened, and when?', 'long_text'),
                field('scalp', 'Is your scalp sore, broken or irritated at the moment?', 'yes_no', required=True),
                field('tested_on', 'Date of your patch test', 'date', help='We need it at least 48 hours before the appointment.'),
                field('agree', 'I have answered truthfully and will tell you if anything changes.', 'consent', required=True),
            ],
        ),
    ),
    stock=(
        Stock(name='Shampoo', unit='ml', have=5000, low=1500, critical=300),
        Stock(name='Developer 6 %', unit='ml', have=3000, low=800, critical=200),
        Stock(name='Colour tube', unit='tubes', have=40, low=12, critical=4),
        Stock(name='Lightener', unit='g', have=1000, low=300, critical=60),
        Stock(name='Nitrile gloves', unit='pairs', have=100, low=25, critical=5),
        Stock(name='Neck strips', unit='strips', have=500, low=100, critical=20),
        Stock(name='Towels', unit='towels', have=40, reusable=True),
    ),
)  # fmt: skip
