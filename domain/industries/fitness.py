"""Personal training, yoga, small studios."""

from domain.industries.base import AMBER, BLUE, PLUM, ROSE, TEAL, Form, Industry, Service, Stock, days, field

HEALTH = 'Health check before training'

FITNESS = Industry(
    key='fitness',
    name='Fitness studio',
    about='Personal training, yoga, small classes',
    icon='fitness_center',
    services=(
        Service(
            name='First session', description='We talk about your goal, test where you are, and make a plan.', minutes=60, price='30', colour=AMBER,
            after=15, notice=1440, step=30, forms=(HEALTH,), uses=(('Towels', 1), ('Training area', 1)),
        ),
        Service(
            name='Personal training', description='One to one with your trainer.', minutes=60, price='65', colour=TEAL, after=10, notice=720, step=30,
            uses=(('Towels', 1), ('Electrolyte drinks', 1), ('Training area', 1)),
        ),
        Service(
            name='Yoga class', description='All levels, at most ten people. Mats are here.', minutes=75, price='16', colour=PLUM, after=15, notice=120,
            step=30, capacity=10,
        ),
        Service(
            name='Circuit class', description='Strength and stamina, at most eight people.', minutes=45, price='14', colour=ROSE, after=15, notice=120,
            step=30, capacity=8, uses=(('Electrolyte drinks', 1),),
        ),
        Service(
            name='Online coaching', description='Half an hour by video: your week, your plan, your questions.', minutes=30, price='30', colour=BLUE,
            after=5, notice=240, step=30, place='online',
        ),
    ),
    hours=days(0, 4, ('07:00', '12:00'), ('16:00', '21:00')) | {5: (('09:00', '13:00'),)},
    heading='Ask us anything',
    intro='New here, coming back, or training for something? Tell us your goal and we will suggest a first step.',
    questions=[
        field('goal', 'What would you like to reach?', 'choice', 'Feel better', 'Get stronger', 'Lose weight', 'After an injury', 'A competition'),
        field('often', 'How often do you train at the moment?', 'choice', 'Not at all', 'Once a week', 'Twice or more'),
    ],
    forms=(
        Form(
            name=HEALTH, description='So that training does you good and nothing else.',
            fields=[
                field('heart', 'Has a doctor ever said that you have a heart condition?', 'yes_no', required=True),
                field('pain', 'Do you have pain in your chest when you move or rest?', 'yes_no', required=True),
                field('dizzy', 'Do you get dizzy or lose your balance?', 'yes_no', required=True),
                field('joints', 'Joints, back or bones that we should look after', 'long_text'),
                field('medicines', 'Medicines that you take', 'long_text'),
                field('pregnant', 'Are you pregnant, or have you given birth in the last six months?', 'choice', 'Yes', 'No', required=True),
                field('emergency', 'Whom should we call in an emergency?', 'text', required=True, help='Name and telephone number.'),
                field('agree', 'I train at my own responsibility and will say at once if something hurts.', 'consent', required=True),
            ],
        ),
    ),
    stock=(
        Stock(name='Electrolyte drinks', unit='bottles', have=60, low=18, critical=6),
        Stock(name='Disinfectant wipes', unit='wipes', have=400, low=100, critical=20),
        Stock(name='Towels', unit='towels', have=30, reusable=True),
        Stock(name='Training area', unit='areas', have=2, reusable=True),
    ),
)  # fmt: skip
