"""Repair of bicycles, appliances, phones; trades that come to the house."""

from domain.industries.base import AMBER, BLUE, PLUM, ROSE, TEAL, Form, Industry, Service, Stock, days, field

JOB = 'About the job'

REPAIR = Industry(
    key='repair',
    name='Repair shop',
    about='Bicycles, devices, appliances, home visits',
    icon='build',
    services=(
        Service(
            name='Diagnosis', description='We find the fault and tell you what the repair costs. Counted towards the repair.', minutes=30,
            price='25', colour=TEAL, after=10, forms=(JOB,), uses=(('Work bench', 1),),
        ),
        Service(
            name='Small repair', description='One part changed or one fault put right, done while you wait.', minutes=45, price='45', colour=BLUE,
            after=15, forms=(JOB,), uses=(('Work bench', 1), ('Cleaning cloths', 1), ('Small parts', 2)),
        ),
        Service(
            name='Full service', description='Everything checked, cleaned, adjusted and tested.', minutes=90, price='89', colour=PLUM, after=15,
            notice=1440, uses=(('Work bench', 1), ('Cleaning cloths', 3), ('Lubricant', 30), ('Small parts', 4)),
        ),
        Service(
            name='Home visit', description='We come to you. The price covers the journey and the first hour.', minutes=60, price='79', colour=ROSE,
            before=30, after=30, notice=1440, place='customer', confirm=False, forms=(JOB,), uses=(('Small parts', 2), ('Service van', 1)),
        ),
        Service(
            name='Drop-off', description='Bring it in; we call you when it is ready.', minutes=15, price='0', colour=AMBER, notice=30,
        ),
    ),
    hours=days(0, 4, ('08:00', '12:30'), ('13:30', '17:30')) | {5: (('09:00', '13:00'),)},
    heading='Describe the fault',
    intro='Tell us what is broken and we will answer with a first idea of cost and time, usually the same day.',
    questions=[
        field('device', 'What is it? Make and model', 'text', required=True),
        field('fault', 'What does it do, or no longer do?', 'long_text'),
        field('urgent', 'How urgent is it?', 'choice', 'Today if possible', 'This week', 'It can wait'),
    ],
    forms=(
        Form(
            name=JOB, description='The more we know, the more likely we have the right part here.',
            fields=[
                field('device', 'Make and model', 'text', required=True),
                field('serial', 'Serial number', 'text', help='Usually on a plate underneath or at the back.'),
                field('fault', 'What happens, and since when?', 'long_text', required=True),
                field('tried', 'What have you tried already?', 'long_text'),
                field('warranty', 'Is it still under warranty?', 'choice', 'Yes', 'No', 'I do not know', required=True),
                field('limit', 'Up to which amount may we repair without asking?', 'number'),
                field('address', 'For home visits: address, floor and where to park', 'long_text'),
            ],
        ),
    ),
    stock=(
        Stock(name='Small parts', unit='pieces', have=200, low=50, critical=10),
        Stock(name='Lubricant', unit='ml', have=1000, low=250, critical=60),
        Stock(name='Cleaning cloths', unit='cloths', have=80, low=20, critical=5),
        Stock(name='Work bench', unit='benches', have=2, reusable=True),
        Stock(name='Service van', unit='vans', have=1, reusable=True),
    ),
)  # fmt: skip
